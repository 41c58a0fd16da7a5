"""The films of the flows, each made once and kept in `out/flows`."""

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from scripts.flows.filming import film
from scripts.flows.flow import FLOWS, Flow
from scripts.flows.log import LOG, Log
from scripts.flows.performing import perform

KEPT = Path(__file__).parents[2] / "out" / "flows"
MAKERS = ("flow", "log", "performing", "filming", "films")


@dataclass(frozen=True, slots=True)
class Film:
    """A film of a flow in its folder, which also has the pictures of the log's states."""

    flow: Flow
    log: Log
    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / "film.mp4"


def kept(flow: Flow) -> Film | None:
    """Return the film if it was made of the flow as it is now."""
    folder = KEPT / f"{flow.name}-{_print_of(flow)}"
    if not folder.exists():
        return None
    return Film(flow, LOG.validate_json((folder / "log.json").read_bytes()), folder)


def made(flow: Flow, browser: Browser) -> Film:
    """Make the film."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT) as name:
        folder = Path(name)
        shown = perform(flow, browser, folder)
        assert shown.log is not None
        film(flow, shown, folder / "film.mp4")
        (folder / "log.json").write_bytes(LOG.dump_json(shown.log, indent=1))
        for old in KEPT.glob(f"{flow.name}-*"):
            shutil.rmtree(old)
        os.rename(folder, KEPT / f"{flow.name}-{_print_of(flow)}")
        folder.mkdir()
    found = kept(flow)
    assert found is not None
    return found


def _print_of(flow: Flow) -> str:
    """Return a name of all that the film is made from."""
    own = [Path(__file__).with_name(f"{maker}.py") for maker in MAKERS]
    files = [flow.page, flow.sound, FLOWS / "flow.css", FLOWS / "flow.js", *own]
    content = b"".join(path.read_bytes() for path in files) + repr(flow).encode()
    return hashlib.sha256(content).hexdigest()[:12]
