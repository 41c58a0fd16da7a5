"""A small client of the JSON API. It uses only what any user's script could use; the demo is built on it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import httpx

from clueso.domain.files.media_types import type_by_name

PARTS_PER_CALL = 100

Json = dict[str, Any]


class ApiError(Exception):
    """A problem that the API returned (RFC 9457)."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.problem: Json = response.json() if "json" in response.headers.get("content-type", "") else {}
        title = self.problem.get("title", response.reason_phrase)
        wrong = "; ".join(item["detail"] for item in self.problem.get("errors", []))
        super().__init__(f"{title}: {wrong or self.problem.get('detail', '')}")


class Client:
    """A client that is signed in as one user of a development stack; `more` are further members of the sign-in:
    `organization` and `role`.
    """

    def __init__(self, url: str, user_id: str = "demo", **more: str) -> None:
        # Ignore proxies in the environment, because the stack runs on this machine.
        self._http = httpx.Client(base_url=url, timeout=60, trust_env=False)
        self._storage = httpx.Client(timeout=300, trust_env=False)
        self._who = {"user_id": user_id, **more}
        self.sign_in()

    def sign_in(self) -> None:
        """Get a new token. The constructor does it; call it again before the token is an hour old."""
        answer = self.call("POST", "/auth/local/token", json=self._who)
        self._http.headers["Authorization"] = f"Bearer {answer['token']}"

    @property
    def authorization(self) -> str:
        """The Authorization header that the client sends."""
        return self._http.headers["Authorization"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()
        self._storage.close()

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request and return the response, whatever its status.

        Paths are under /api/v1, except those listed below.
        """
        base = "" if path.startswith(("/auth", "/healthz", "/readyz", "/metrics", "/ops")) else "/api/v1"
        return self._http.request(method, base + path, **options)

    def call(self, method: str, path: str, **options: Any) -> Json:
        """Send a request that must succeed, and return its JSON. Raises ApiError."""
        response = self.request(method, path, **options)
        if response.is_error:
            raise ApiError(response)
        answer: Json = response.json() if response.content else {}
        return answer

    def upload(self, path: Path, *, filename: str | None = None) -> Json:
        """Upload a file through presigned parts, and complete the upload."""
        upload = self.announce(path, filename=filename)
        parts = [self.send_part(path, upload, number) for number in range(1, upload["part_count"] + 1)]
        return self.call("POST", f"/uploads/{upload['id']}/complete", json={"parts": parts})

    def announce(self, path: Path, *, filename: str | None = None) -> Json:
        name = filename or path.name
        wanted = {
            "filename": name,
            "content_type": type_by_name(name) or "video/mp4",
            "size_bytes": path.stat().st_size,
        }
        return self.call("POST", "/uploads", json=wanted)

    def send_part(self, path: Path, upload: Json, number: int) -> Json:
        """PUT one part directly into storage. Return `{part_number, etag}`."""
        body = {"part_numbers": [number]}
        signed = self.call("POST", f"/uploads/{upload['id']}/parts", json=body)["parts"][0]
        with path.open("rb") as file:
            file.seek((number - 1) * upload["part_size_bytes"])
            data = file.read(upload["part_size_bytes"])
        response = self._storage.put(signed["url"], content=data, headers=signed["headers"])
        response.raise_for_status()
        return {"part_number": number, "etag": response.headers["etag"]}

    def fetch(self, url: str) -> bytes:
        """Return the bytes behind a presigned URL."""
        return self._storage.get(url).raise_for_status().content

    def watch(self, project_id: str, timeout_s: float) -> Iterator[Json]:
        """Poll a project and yield it each time, until it has ended. Raises TimeoutError."""
        return self._poll(f"/projects/{project_id}", timeout_s)

    def document(self, document_id: str, timeout_s: float) -> Json:
        """Wait until nothing changes a document any more and return it. Raises TimeoutError."""
        *_, document = self._poll(f"/documents/{document_id}", timeout_s)
        return document

    def _poll(self, path: str, timeout_s: float) -> Iterator[Json]:
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            found: Json = self.call("GET", path)
            yield found
            if found["poll_after_ms"] is None:
                return
            time.sleep(min(found["poll_after_ms"] / 1000, 1.0))
        raise TimeoutError(f"{path} is not finished after {timeout_s:.0f} s")

    def finished(self, project_id: str, timeout_s: float, seen: Callable[[Json], object] = bool) -> Json:
        """Wait until a project has ended and return it. `seen` gets it at each poll. Raises TimeoutError."""
        project: Json = {}
        for project in self.watch(project_id, timeout_s):
            seen(project)
        return project
