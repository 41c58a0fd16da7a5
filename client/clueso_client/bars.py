"""Progress bars on the terminal: what is being sent, then what is being made of it."""

from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn

from clueso_client.clock import clock
from clueso_client.shapes import Project

SENDING = "sending"
WORDS = {"queued": "waiting", "ready": "ready", "failed": "failed", "cancelled": "cancelled"}


class Bars:
    """One bar for each recording, on standard error."""

    def __init__(self) -> None:
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[doing]}", markup=False),
        )
        self._progress = Progress(*columns, console=Console(stderr=True))
        self._bars: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars:  # without a bar it would print an empty line
            self._progress.stop()

    def send(self, name: str, size_bytes: int, sent_bytes: int) -> None:
        """Show how much of a file is in storage."""
        self._progress.update(self._bar(name, name), completed=sent_bytes, total=size_bytes, doing=SENDING)

    def work(self, project: Project, name: str | None = None) -> None:
        """Show how far the work on a project is, at the bar of this name."""
        name = name or project["id"]
        self._progress.update(
            self._bar(name, project["title"]), completed=project["progress"], total=1.0, doing=doing(project)
        )

    def _bar(self, name: str, title: str) -> TaskID:
        self._progress.start()
        if name not in self._bars:
            self._bars[name] = self._progress.add_task(title, doing="")
        return self._bars[name]


def doing(project: Project) -> str:
    """Return in a few words what happens to a project."""
    if project["status"] != "processing":
        return WORDS[project["status"]]
    running = ", ".join(step["name"] for step in project["steps"] if step["status"] == "running")
    left = f", {clock(project['remaining_s'] * 1000)} left" if project["remaining_s"] else ""
    return f"{running or 'waiting'}{left}"
