import assert from 'node:assert/strict'
import { test } from 'node:test'
import { doubtful, momentAt, placeWords, retime, segmentAt, wordAt } from '../src/logic/timing.ts'
import { segment } from './segments.ts'

const one = segment('a', 1000, 'alpha beta gamma')

test('the segment at a moment is the last that has begun', () => {
  const list = [segment('a', 0, 'x'), segment('b', 1000, 'x'), segment('c', 5000, 'x')]
  assert.deepEqual(
    [-1, 0, 999, 1000, 4999, 5000, 99999].map((ms) => segmentAt(list, ms)),
    [-1, 0, 0, 1, 1, 2, 2],
  )
  assert.equal(segmentAt([], 0), -1)
})

test('a word is spoken from its start up to its end, and none in a pause', () => {
  const words = [
    { start_ms: 0, end_ms: 100, text: 'a', probability: 1 },
    { start_ms: 300, end_ms: 400, text: 'b', probability: 1 },
  ]
  assert.deepEqual(
    [0, 99, 100, 299, 300, 400].map((ms) => wordAt(words, ms)),
    [0, 0, -1, -1, 1, -1],
  )
})

test('words are placed in the text in order, also when they repeat', () => {
  const places = placeWords(segment('a', 0, 'no no, no')).map((w) => [w.from, w.to])
  assert.deepEqual(places, [
    [0, 2],
    [3, 6],
    [7, 9],
  ])
})

test('a word that was edited away is left out, the others keep their places', () => {
  const edited = { ...one, text: 'alpha gamma' }
  assert.deepEqual(
    placeWords(edited).map((w) => w.text),
    ['alpha', 'gamma'],
  )
})

test('a place in the text leads to the start of its word', () => {
  assert.equal(momentAt(one, 0), 1000)
  assert.equal(momentAt(one, 8), 1300)
  assert.equal(momentAt(one, 16), 1600)
})

test('without words a place in the text leads to its share of the time', () => {
  assert.equal(momentAt({ ...one, words: [] }, 8), 1450)
})

test('words that stay keep their times when the text changes', () => {
  const words = retime(one, 'alpha really new gamma')
  assert.deepEqual(
    words.map((w) => w.text),
    ['alpha', 'really', 'new', 'gamma'],
  )
  assert.deepEqual([words[0]?.start_ms, words[3]?.start_ms], [1000, 1600])
  assert.ok(words.every((w, i) => i === 0 || w.start_ms >= words[i - 1]!.start_ms))
})

test('doubtful words are those below the bar', () => {
  const unsure = { ...one, words: one.words.map((w, i) => ({ ...w, probability: i === 1 ? 0.3 : 0.9 })) }
  assert.deepEqual(doubtful([one, unsure]), [{ segment: 1, word: 1 }])
})
