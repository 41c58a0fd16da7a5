"""Every crash point once: a project for each, whose worker dies there, and which ends ready all the same."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from clueso.dev.client import ApiError, Client
from clueso.dev.stack import ROOT
from tests.chaos.control import tell
from tests.chaos.crashing_sweep import POINTS, name_of
from tests.chaos.crashing_web import POINTS as WEB_POINTS
from tests.chaos.crashing_worker import mark_of
from tests.chaos.figures import Figures
from tests.chaos.objects import judge_storage
from tests.chaos.theatre import Theatre, judge_stopped, scratch_left, theatre
from tests.chaos.verdict import judge_scratch
from tests.chaos.web_points import play as web_points_play

RECORDING = ROOT / "tests" / "recordings" / "speech.mp4"
WORKER = ("-m", "tests.chaos.crashing_sweep")
COPIES = {"web": 1, "media": 2, "transcribe": 1, "write": 1, "default": 1, "sweep": 1}
PATIENCE_S = 600.0
AT_ONCE = 6
TRIES = 3
WEB = "tests.chaos.crashing_wsgi:app"
FORKED = "--preload"
"""Whoever follows a process that died is there at once; loading the app takes seconds, 36 times."""


def crash_everywhere(
    say: Callable[[str], None],
    points: Sequence[str] = POINTS,
    web_points: Sequence[str] = WEB_POINTS,
    copies: dict[str, int] = COPIES,
) -> list[str]:
    """Play every point and tell the figures. Returns those that are broken."""
    assert not set(points) & set(web_points), "a point of the same name fires once"
    figures = Figures()
    with theatre(copies, WORKER, WEB, CHUNK_S="60", GUNICORN_CMD_ARGS=FORKED) as stack:
        folder = Path(stack.env["CRASH_DIR"])
        folder.mkdir()
        ends = _played(stack, folder, points, _play, say)
        ends |= _played(stack, folder, web_points, web_points_play, say)
        points = [*points, *web_points]
        for point, end in ends.items():
            if end != "ready":
                say(f"{point}: {end}")
        silent = [point for point in points if not mark_of(folder, point).exists()]
        figures.must_be("crash points", len(points) - len(silent), len(points), shown=silent or "")
        figures.must_be("projects that end ready", sum(end == "ready" for end in ends.values()), len(points))
        charges = tell(stack.model_url)["charges"]
        calls = {(charge["wish"], charge["kind"], charge["part"]) for charge in charges}
        twice = len(charges) - len(calls)
        wishes = {point for point in points if not point.startswith("janitor/")}
        paid = wishes.intersection(wish for wish, _, _ in calls)  # who writes again has another wish
        figures.must_be("guides that were paid for", len(paid), len(wishes))
        figures.must_be("charges beyond one for each call", twice, _paid_points(points), shown="")
        judge_storage(figures, stack.cluster, stack.env)
        judge_scratch(figures, scratch_left(stack))
    judge_stopped(figures, stack)
    figures.say_all(say)
    return figures.broken


def _played(
    stack: Theatre,
    folder: Path,
    points: Sequence[str],
    play: Callable[[Theatre, str, str], str],
    say: Callable[[str], None],
) -> dict[str, str]:
    """Return how the play of each point ended.

    A point at which no process died is played again: a sweep may have sent first what it was to enqueue.
    """
    ends: dict[str, str] = {}
    left = list(points)
    for number in range(1, TRIES + 1):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            labels = [f"{point} {number}" if number > 1 else point for point in left]
            played = pool.map(lambda point, label: play(stack, point, label), left, labels)
            ends |= dict(zip(left, played, strict=True))
        left = [point for point in left if not mark_of(folder, point).exists()]
        if not left:
            break
        say(f"nobody died at {', '.join(left)}")
    return ends


def _paid_points(points: Sequence[str]) -> int:
    """The one moment at which money is gone and the answer too; a call that was not begun costs nothing."""
    return sum(point == "write/after-reply" for point in points)


def _play(stack: Theatre, point: str, label: str) -> str:
    """The end of a project whose worker dies at this point; by its label it has a user and wishes of its
    own."""
    step = point.partition("/")[0]
    with Client(stack.url, f"person-{label}".replace("/", "-").replace(" ", "-")) as client:
        if step == "janitor":
            return _cleared(stack, client, point)
        upload = client.upload(RECORDING)
        wanted = {"upload_id": upload["id"], "title": point, "documents": ["guide"], "instructions": label}
        project_id = client.call("POST", "/projects", json=wanted)["id"]
        end: str = client.finished(project_id, PATIENCE_S)["status"]
        if end == "ready" and step == "export":
            export = client.call("POST", f"/projects/{project_id}/exports", json={"format": "html"})
            end = _exported(client, export["id"])
        if end == "ready" and step == "purge":
            client.call("DELETE", f"/projects/{project_id}")
            end = _purged(client, upload["id"])
        return end


def _cleared(stack: Theatre, client: Client, point: str) -> str:
    """A stored upload that its owner removes; it carries the point as its name."""
    upload = client.upload(RECORDING, filename=name_of(point))
    client.call("DELETE", f"/uploads/{upload['id']}")
    query = "SELECT 1 FROM uploads WHERE id = %s AND cleared_at IS NOT NULL"
    return _until(lambda: "ready" if stack.cluster.rows(query, upload["id"]) else "uncleared", ("ready",))


def _exported(client: Client, export_id: str) -> str:
    return _until(lambda: client.call("GET", f"/exports/{export_id}")["status"], ("ready", "failed"))


def _purged(client: Client, upload_id: str) -> str:
    """A purged project's upload is gone too."""

    def status() -> str:
        try:
            return str(client.call("GET", f"/uploads/{upload_id}")["status"])
        except ApiError as error:
            return "ready" if error.status == 404 else str(error)

    return _until(status, ("ready",))


def _until(status: Callable[[], str], ends: tuple[str, ...]) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if (now := status()) in ends:
            return now
        time.sleep(0.3)
    return f"still {now}"
