"""What a player in Chromium does with recordings as they come: it plays their copies, and goes where it is told."""

import base64
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from clueso.domain.media_types import media_type
from tests.odd_kinds import KINDS, Kind
from tests.odd_media import RATE, SPOKEN
from tests.pipe_watch import watching
from tests.recorded import MEDIA

BEFORE_S = 5.5
"""Between the two sentences."""
LOUD = 0.02
NEXT_SOUND_S = (
    BEFORE_S + float(np.argmax(np.abs(SPOKEN[round(BEFORE_S * RATE) :]) > 2 * LOUD * 32_768)) / RATE
)

LOAD = """async ([data, type]) => {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))
  const media = document.querySelector('video')
  media.src = URL.createObjectURL(new Blob([bytes], { type }))
  await new Promise((done, failed) => {
    media.onloadedmetadata = done
    media.onerror = () => failed(new Error(media.error.message))
  })
  return media.duration
}"""
SEEK_AND_LISTEN = """async ([at_s, loud]) => {
  const media = document.querySelector('video')
  const context = new AudioContext()
  const ears = context.createAnalyser()
  ears.fftSize = 1024
  context.createMediaElementSource(media).connect(ears)
  const samples = new Float32Array(ears.fftSize)
  const level = () => {
    ears.getFloatTimeDomainData(samples)
    return Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length)
  }
  await context.resume()
  media.currentTime = at_s
  await new Promise((done, failed) => {
    media.onseeked = done
    media.onerror = () => failed(new Error(media.error.message))
  })
  await media.play()
  while (level() < loud && !media.ended && media.currentTime < at_s + 4) await new Promise(requestAnimationFrame)
  media.pause()
  return media.currentTime
}"""


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
    page = browser.new_page()
    page.set_content("<button>Play</button><video></video>")
    page.get_by_role("button").click()  # a browser makes no sound for who has done nothing

    type_ = media_type(copy.suffix[1:], has_video=info.has_video)
    duration_s = page.evaluate(LOAD, [base64.b64encode(copy.read_bytes()).decode(), type_])
    found_s = page.evaluate(SEEK_AND_LISTEN, [BEFORE_S, LOUD])
    page.close()

    assert duration_s * 1000 == pytest.approx(info.duration_ms, abs=300)
    assert found_s == pytest.approx(NEXT_SOUND_S, abs=0.3)
