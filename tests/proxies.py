"""A real nginx for the tests: Debian's, as a host puts it in front of an app."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from clueso.dev.stack import free_port
from tests.waiting import wait_for

CONFIG = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
  access_log off;
  default_type application/octet-stream;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  {directives}
  server {{
    listen 127.0.0.1:{port};
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $http_host;
    {locations}
  }}
}}
"""


class NoNginx(Exception):
    """There is no nginx here: `apt-get install nginx-light`."""


@contextmanager
def nginx(locations: Mapping[str, str], *directives: str, port: int | None = None) -> Iterator[str]:
    """The URL of an nginx that sends each location to its upstream; it ends with the block.

    `{"/": "http://127.0.0.1:8000"}` passes every path on as it is. `{"/app/": "http://127.0.0.1:8000/"}`
    takes `/app` off, since its upstream ends with a slash. A target between braces is the location's whole
    block. `directives` stand in the http block, such as "gzip on;". Raises NoNginx.
    """
    port = port or free_port()
    folder = Path(tempfile.mkdtemp(prefix="clueso-nginx-"))
    config = folder / "nginx.conf"
    blocks = "\n    ".join(_location(path, target) for path, target in locations.items())
    config.write_text(
        CONFIG.format(folder=folder, port=port, directives="\n  ".join(directives), locations=blocks)
    )
    process = subprocess.Popen([_executable(), "-p", str(folder), "-c", str(config)])
    try:
        wait_for(lambda: (folder / "nginx.pid").exists() or process.poll() is not None)
        assert process.poll() is None, "nginx did not start; its reason stands above"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


def _location(path: str, target: str) -> str:
    return f"location {path} {target if target.startswith('{') else f'{{ proxy_pass {target}; }}'}"


def _executable() -> str:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")
    if found is None:
        raise NoNginx(NoNginx.__doc__)
    return found
