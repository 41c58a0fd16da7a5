"""Ears in Chromium: where a sound begins in a file, by the browser's own clock."""

import base64

from playwright.sync_api import Browser

LOUD = 0.02

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


def listen(browser: Browser, data: bytes, media_type: str, *, from_s: float) -> tuple[float, float]:
    """How long a browser takes the file to be, and where in it the next sound after `from_s` is, in seconds."""
    page = browser.new_page()
    page.set_content("<button>Play</button><video></video>")
    page.get_by_role("button").click()  # a browser makes no sound for who has done nothing
    duration_s: float = page.evaluate(LOAD, [base64.b64encode(data).decode(), media_type])
    found_s: float = page.evaluate(SEEK_AND_LISTEN, [from_s, LOUD])
    page.close()
    return duration_s, found_s
