"""The work: projects made through the API by people who try again until they are answered 202."""

import contextlib
import random
import threading
import time
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx

from clueso.dev.client import ApiError, Client
from tests.chaos.wishes import GONE, Accepted, Fate, Recording, Wish

T = TypeVar("T")
USERS = 6
PATIENCE_S = 180.0
LONGEST_S = 400.0
"""For a project, and then for its export."""


@dataclass
class Load:
    """Makes the projects that are wished for, one after another, with a mean of `pause_s` between; what
    their owners do afterwards, each does in a thread of their own. `folder` has the recordings."""

    url: str
    folder: Path
    wishes: Sequence[Wish]
    dice: random.Random
    pause_s: float
    grace_s: float
    accepted: list[Accepted] = field(default_factory=list)
    exports: dict[int, str] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)
    is_over: bool = False

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        return thread

    def _run(self) -> None:
        with self._told("making projects"), contextlib.ExitStack() as opened:
            clients = [opened.enter_context(self._sign_in(user)) for user in range(USERS)]
            at_work = []
            for wish in self.wishes:
                client = clients[wish.number % USERS]
                made = self._make(client, wish)
                self.accepted.append(made)
                owner = threading.Thread(target=self._live, args=(client, wish, made), daemon=True)
                owner.start()
                at_work.append(owner)
                time.sleep(self.dice.random() * 2 * self.pause_s)
            for owner in at_work:
                owner.join()
        self.is_over = True

    @contextlib.contextmanager
    def _told(self, what: str) -> Any:
        """Record an exception of a thread in `trouble`, which is reported at the end."""
        try:
            yield
        except Exception as error:  # noqa: BLE001
            self.trouble.append(f"{what}: {error!r}")

    def _sign_in(self, user: int) -> Client:
        return patiently(lambda: Client(self.url, f"person{user}"))

    def _make(self, client: Client, wish: Wish) -> Accepted:
        path = self.folder / wish.recording
        upload = patiently(lambda: client.upload(path))
        wanted = {"upload_id": upload["id"], "documents": wish.kinds, "instructions": wish.instructions}
        key = {"Idempotency-Key": f"chaos-{wish.number}-{upload['id']}"}
        made = patiently(lambda: client.call("POST", "/projects", json=wanted, headers=key))
        ends = "failed" if wish.recording is Recording.NOT_MEDIA else "ready"
        return Accepted(
            made["id"], wish.number, wish.instructions, wish.kinds, wish.recording, wish.fate, ends
        )

    def _live(self, client: Client, wish: Wish, made: Accepted) -> None:
        path = f"/projects/{made.id}"
        with self._told(f"project {wish.number}, {wish.fate}"):
            if wish.fate is Fate.EXPORTED:
                self.exports[wish.number] = "never asked for"
                self.exports[wish.number] = _exported(client, path, wish.format)
            elif wish.fate is not Fate.NOTHING:
                time.sleep(wish.after_s)
                made.ends = self._meddled(client, path, wish)

    def _meddled(self, client: Client, path: str, wish: Wish) -> str:
        """Do what the owner wishes. Return how the project must end according to the answers."""
        if wish.fate in (Fate.CANCELLED, Fate.RETRIED):
            if not _granted(client, "POST", f"{path}/cancel"):
                return _over(client, path)
            if wish.fate is Fate.CANCELLED:
                return "cancelled"
            time.sleep(wish.pause_s)
            _granted(client, "POST", f"{path}/retry")
            return "ready"
        deleted_at = time.monotonic()
        _granted(client, "DELETE", path)
        if wish.fate is Fate.DELETED:
            return GONE
        time.sleep(wish.pause_s)
        if _granted(client, "POST", f"{path}/restore"):
            return "ready"
        gone_s = time.monotonic() - deleted_at
        if gone_s < self.grace_s:
            raise AssertionError(f"could not be restored {gone_s:.1f} s after it was deleted")
        return GONE


def _over(client: Client, path: str) -> str:
    """A project that was not cancelled since it was over. Raises AssertionError when it was not."""
    status = str(patiently(lambda: client.call("GET", path))["status"])
    assert status in ("ready", "failed"), f"could not be cancelled though it was {status}"
    return "ready"


def _granted(client: Client, method: str, path: str) -> bool:
    """False for a 404 or 409: after a lost answer, that it was done; else that it was over before."""
    status = patiently(lambda: _settled(client, method, path))
    return status not in (404, 409)


def _settled(client: Client, method: str, path: str) -> int:
    response = client.request(method, path)
    if response.status_code not in (404, 409) and response.is_error:
        raise ApiError(response)
    return response.status_code


def _exported(client: Client, path: str, format: str) -> str:
    """How an export ends that is asked for as soon as the project is ready."""
    end = _ended(client, path)
    if end != "ready":
        return f"of a project that is {end}"
    key = {"Idempotency-Key": f"export {path}"}
    asked = {"format": format}
    export = patiently(lambda: client.call("POST", f"{path}/exports", json=asked, headers=key))
    return _ended(client, f"/exports/{export['id']}")


def _ended(client: Client, path: str) -> str:
    """The status of something once it will change no more, or after LONGEST_S."""
    deadline = time.monotonic() + LONGEST_S
    while True:
        shown = patiently(lambda: client.call("GET", path))
        if shown["poll_after_ms"] is None or time.monotonic() > deadline:
            return str(shown["status"])
        time.sleep(1.0)


def patiently(what: Callable[[], T]) -> T:
    """As a person, or their browser, would: again and again, until it is answered."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return what()
        except (httpx.HTTPError, ApiError) as error:
            if time.monotonic() > deadline or _is_refused(error):
                raise
            time.sleep(0.5)


def _is_refused(error: Exception) -> bool:
    status = error.status if isinstance(error, ApiError) else 503
    return 400 <= status < 500 and status not in (409, 429)


def write_recordings(folder: Path, recordings: Path, times: int) -> Path:
    """The spoken recording several times over, the film, and beside them a file that is no media. Returns
    the first."""
    path = folder / Recording.TALK
    with wave.open(str(recordings / "speech.wav")) as source, wave.open(str(path), "wb") as target:
        sound = source.readframes(source.getnframes())
        target.setparams(source.getparams())
        for _ in range(times):
            target.writeframes(sound + bytes(2 * source.getframerate()))
    (folder / Recording.FILM).write_bytes((recordings / "speech.mp4").read_bytes())
    (folder / Recording.NOT_MEDIA).write_bytes(b"These are no sounds.\n" * 500)
    return path


def segments_of(client: Client, project_id: str) -> list[tuple[Any, ...]]:
    """A transcript as something to compare."""
    segments = client.call("GET", f"/projects/{project_id}/transcript")["segments"]
    return [(segment["start_ms"], segment["end_ms"], segment["text"]) for segment in segments]
