"""What a player in Chromium does with recordings as they come: it plays their copies, and goes where it is
told.
"""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from clueso.domain.files.media_types import media_type
from tests.browser.listening import LOUD, listen
from tests.odd_kinds import KINDS, Kind
from tests.odd_media import RATE, SPOKEN
from tests.pipe_watch import watching
from tests.recorded import MEDIA

BEFORE_S = 5.5
"""Between the two sentences."""
NEXT_SOUND_S = (
    BEFORE_S + float(np.argmax(np.abs(SPOKEN[round(BEFORE_S * RATE) :]) > 2 * LOUD * 32_768)) / RATE
)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_player_plays_the_copy_and_finds_a_word_in_it(
    kind: Kind, browser: Browser, tmp_path: Path
) -> None:
    source = kind.make(tmp_path)
    into = tmp_path / "into"
    into.mkdir()
    with watching() as watch:
        info, heard = MEDIA.probe(source, watch), MEDIA.extract(source, into, watch)
        copy = MEDIA.copy(source, heard.tracks, into, watch, with_pictures=info.has_video)

    type_ = media_type(copy.suffix[1:], has_video=info.has_video)
    duration_s, found_s = listen(browser, copy.read_bytes(), type_, from_s=BEFORE_S)

    assert duration_s * 1000 == pytest.approx(info.duration_ms, abs=300)
    assert found_s == pytest.approx(NEXT_SOUND_S, abs=0.3)
