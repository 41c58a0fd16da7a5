"""The work: projects made through the API by people who try again until they are answered 202."""

import contextlib
import random
import threading
import time
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx

from clueso.dev.client import ApiError, Client

T = TypeVar("T")
KINDS = (["summary"], ["summary", "article"], ["script"], ["summary", "article", "script"], [])
USERS = 6
NOT_MEDIA, CANCELLED, DELETED = 0.04, 0.05, 0.05
PATIENCE_S = 180.0


@dataclass
class Accepted:
    """A project that was answered 202, and what its owner did with it afterwards."""

    id: str
    number: int
    kinds: list[str]
    is_media: bool
    fate: str = ""


@dataclass
class Load:
    """Makes `count` projects, one after another, with `pause_s` between."""

    url: str
    recording: Path
    count: int
    dice: random.Random
    pause_s: float
    accepted: list[Accepted] = field(default_factory=list)
    is_over: bool = False
    trouble: str = ""

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        return thread

    def _run(self) -> None:
        try:
            with contextlib.ExitStack() as opened:
                clients = [opened.enter_context(self._sign_in(user)) for user in _users()]
                for number in range(self.count):
                    self.accepted.append(self._make(clients[number % USERS], number))
                    time.sleep(self.dice.random() * 2 * self.pause_s)
        except Exception as error:  # noqa: BLE001 - told at the end, with everything else
            self.trouble = repr(error)
        self.is_over = True

    def _sign_in(self, user: str) -> Client:
        return patiently(lambda: Client(self.url, user))

    def _make(self, client: Client, number: int) -> Accepted:
        is_media = self.dice.random() >= NOT_MEDIA
        path = self.recording if is_media else self.recording.with_name("not-media.wav")
        upload = patiently(lambda: client.upload(path))
        kinds = self.dice.choice(KINDS)
        wanted = {"upload_id": upload["id"], "documents": kinds, "instructions": f"project {number}"}
        key = {"Idempotency-Key": f"chaos-{number}-{upload['id']}"}
        made = patiently(lambda: client.call("POST", "/projects", json=wanted, headers=key))
        accepted = Accepted(made["id"], number, kinds, is_media)
        luck = self.dice.random()
        if luck < CANCELLED:
            accepted.fate = "cancelled"
            patiently(lambda: _settled(client, "POST", f"/projects/{made['id']}/cancel"))
        elif luck < CANCELLED + DELETED:
            accepted.fate = "deleted"
            patiently(lambda: _settled(client, "DELETE", f"/projects/{made['id']}"))
        return accepted


def _users() -> list[str]:
    return [f"person{number}" for number in range(USERS)]


def _settled(client: Client, method: str, path: str) -> None:
    """404 and 409 after a lost answer mean that it was done, or that it was over before."""
    response = client.request(method, path)
    if response.status_code not in (404, 409) and response.is_error:
        raise ApiError(response)


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


def write_recordings(folder: Path, speech: Path, times: int) -> Path:
    """The spoken recording several times over, and beside it a file that is no media."""
    path = folder / "talk.wav"
    with wave.open(str(speech)) as source, wave.open(str(path), "wb") as target:
        sound = source.readframes(source.getnframes())
        target.setparams(source.getparams())
        for _ in range(times):
            target.writeframes(sound + bytes(2 * source.getframerate()))
    path.with_name("not-media.wav").write_bytes(b"These are no sounds.\n" * 500)
    return path


def segments_of(client: Client, project_id: str) -> list[tuple[Any, ...]]:
    """A transcript as something to compare."""
    segments = client.call("GET", f"/projects/{project_id}/transcript")["segments"]
    return [(segment["start_ms"], segment["end_ms"], segment["text"]) for segment in segments]
