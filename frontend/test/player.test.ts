/** What the player shows beside the picture: captions, chapters, the waveform. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { captionsOf } from '../src/logic/captions.ts'
import { chapterAt, neighbour } from '../src/logic/chapters.ts'
import { coarser, outline } from '../src/logic/waveform.ts'
import { segment as spoken } from './segments.ts'

const LONG = Array.from({ length: 40 }, (_, i) => `word${i}`).join(' ')

test('a short passage is one caption, for as long as it is spoken', () => {
  const segment = spoken('a', 1000, 'Open the menu.')
  assert.deepEqual(captionsOf([segment]), [
    { fromMs: segment.start_ms, toMs: segment.end_ms, text: 'Open the menu.' },
  ])
})

test('a long passage becomes captions of two lines, which follow its words without a gap', () => {
  const segment = spoken('a', 0, LONG)
  const captions = captionsOf([segment])
  assert.equal(captions.map(({ text }) => text).join(' '), LONG)
  assert.ok(captions.length > 1 && captions.every(({ text }) => text.length <= 100))
  for (const [i, caption] of captions.entries())
    assert.equal(caption.toMs, captions[i + 1]?.fromMs ?? segment.end_ms)
})

test('a passage that was edited is a caption with the words of now', () => {
  const segment = { ...spoken('a', 0, LONG), text: 'Quite other words.' }
  assert.deepEqual(
    captionsOf([segment]).map(({ text }) => text),
    ['Quite other words.'],
  )
})

test('an empty passage has no caption', () => {
  assert.deepEqual(captionsOf([{ ...spoken('a', 0, 'x'), text: ' ' }]), [])
})

const CHAPTERS = [
  { start_ms: 0, title: 'One' },
  { start_ms: 10_000, title: 'Two' },
]

test('a moment stands in the chapter that began last', () => {
  assert.equal(chapterAt(CHAPTERS, 9_999)?.title, 'One')
  assert.equal(chapterAt(CHAPTERS, 10_000)?.title, 'Two')
  assert.equal(chapterAt([], 5), null)
})

test('going back goes to the beginning of the chapter, and from there to the one before', () => {
  assert.equal(neighbour(CHAPTERS, 15_000, -1), 10_000)
  assert.equal(neighbour(CHAPTERS, 11_000, -1), 0)
  assert.equal(neighbour(CHAPTERS, 5_000, 1), 10_000)
  assert.equal(neighbour(CHAPTERS, 15_000, 1), null)
})

test('a waveform is drawn around its middle, silence as a thin line', () => {
  assert.equal(outline([255, 0]), 'M0 0.00L1 0.96L1 1.04L0 2.00Z')
})

test('a coarser waveform keeps what is loud', () => {
  assert.deepEqual(coarser([0, 9, 1, 2, 7, 3], 3), [9, 2, 7])
  assert.deepEqual(coarser([5, 6], 9), [5, 6])
})
