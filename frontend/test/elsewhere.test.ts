import assert from 'node:assert/strict'
import test from 'node:test'
import { corrected, placesWords } from '../src/logic/elsewhere.ts'

test('the places of words are named, and counted from two documents on', () => {
  assert.equal(placesWords(0, []), '')
  assert.equal(placesWords(2, []), 'the title')
  assert.equal(placesWords(0, ['guide']), 'the guide')
  assert.equal(placesWords(1, ['guide', 'summary', 'script']), 'the title and 3 documents')
})

const made = (heard: string, written: string, count: number) => ({ heard, written, count, seen: null })
const OFFER = { find: 'Bory Alice', replace: 'Borealis', match_case: false, whole_word: true }
const SAID = [{ text: 'Welcome to Borealis.' }]

test('a correction by hand becomes a replacement once what was heard stands nowhere', () => {
  const now = [made('Bory Alice', 'Borealis', 2)]

  assert.deepEqual(corrected([], now, SAID), OFFER)
  assert.deepEqual(corrected([made('Bory Alice', 'Borealis', 1)], now, SAID), OFFER)
  assert.equal(corrected([], now, [...SAID, { text: 'And bory alice again.' }]), null)
})

test('what was corrected before, taken back, or only seen on a screen is no correction by hand', () => {
  const before = [made('Bory Alice', 'Borealis', 2)]
  const seen = { ...made('expert', 'Export', 1), seen: { at_ms: 1, url: '' } }

  assert.equal(corrected(before, before, SAID), null)
  assert.equal(corrected(before, [made('Bory Alice', 'Borealis', 1)], SAID), null)
  assert.equal(corrected([], [seen], SAID), null)
})
