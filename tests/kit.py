"""The files of `deploy/` as tests start them on this machine."""

from pathlib import Path
from typing import Any

import yaml

from clueso.dev.stack import ROOT, free_port
from tests.certificates import self_signed

KIT = ROOT / "deploy"


def services() -> dict[str, Any]:
    """The services of the compose file."""
    described: dict[str, Any] = yaml.safe_load((KIT / "compose.yaml").read_text())["services"]
    return described


def own_services() -> dict[str, str]:
    """The commands of those services that run Clueso's image."""
    return {name: one["command"] for name, one in services().items() if one.get("image") == "clueso"}


def proxy_of(upstream: int, folder: Path) -> tuple[str, int]:
    """Return the proxy's server block before a web process at this port, and its own port.

    Its certificate, for `localhost`, is `server.pem` in the folder.
    """
    certificate, port = self_signed(folder, "localhost"), free_port()
    text = (KIT / "nginx.conf").read_text()
    for was, now in {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "/etc/ssl/clueso/fullchain.pem": str(certificate),
        "/etc/ssl/clueso/privkey.pem": str(certificate),
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
    }.items():
        assert was in text
        text = text.replace(was, now)
    return text, port
