"""The browser of the machine, driven through Playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

# The shell draws the same page without the windows of a desktop: a fifth less work for the processor.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
SPEECH = Path(__file__).parents[1] / "recordings" / "speech.wav"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever the page may ask for, nothing outside this machine answers.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    # A camera, a screen and a microphone that hears the speech again and again; each may be used.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    f"--use-file-for-fake-audio-capture={SPEECH}",
]


QUIET_MS = 15_000
"""How long a person would wait for a page before they think that nothing happens."""


class NoBrowser(Exception):
    """There is no Chromium here: `apt-get install chromium`, or put one on the PATH."""


def executable() -> str:
    """Where the browser is. Raises NoBrowser."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise NoBrowser(NoBrowser.__doc__)
    return found


@contextmanager
def running_browser() -> Iterator[Browser]:
    expect.set_options(timeout=QUIET_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield browser
        browser.close()
