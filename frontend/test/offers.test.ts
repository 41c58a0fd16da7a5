import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  heardWords,
  isSeen,
  MOST_WORDS,
  offerWords,
  open,
  refuse,
  seenKey,
  seenWords,
  withWord,
} from '../src/logic/offers.ts'

const clueso = { heard: 'clue so', written: 'Clueso', count: 3 }
const json = { heard: 'jason', written: 'JSON', count: 1 }

test('what was refused once is not offered again, whatever its case', () => {
  const refused = refuse([], ['CLUESO'])
  assert.deepEqual(open([clueso, json], refused), [json])
  assert.deepEqual(open([clueso, json], []), [clueso, json])
})

test('refusals are kept once each, the latest ones when there are many', () => {
  assert.deepEqual(refuse(['clueso'], ['Clueso', 'JSON']), ['clueso', 'json'])
  const many = refuse(
    Array.from({ length: 400 }, (_, n) => `word ${n}`),
    ['last'],
  )
  assert.equal(many.length, 300)
  assert.equal(many.at(-1), 'last')
})

test('a word is added at the end and never twice', () => {
  assert.deepEqual(withWord(['Okonkwo'], 'Clueso'), ['Okonkwo', 'Clueso'])
  assert.deepEqual(withWord(['clueso'], 'Clueso'), ['clueso'])
})

test('a full vocabulary takes no more, but still holds what it holds', () => {
  const full = Array.from({ length: MOST_WORDS }, (_, n) => `word ${n}`)
  assert.equal(withWord(full, 'Clueso'), null)
  assert.equal(withWord(full, 'word 7'), full)
})

test('one offer names its word, several are counted', () => {
  assert.equal(offerWords([clueso]).what, 'Add “Clueso” to your vocabulary')
  assert.equal(offerWords([clueso, json]).what, 'Add these 2 words to your vocabulary')
})

test('what was heard is told with how often it was corrected', () => {
  assert.equal(heardWords(clueso), 'heard as “clue so”, 3 times corrected')
  assert.equal(heardWords(json), 'heard as “jason”')
})

test('what a screen suggests is no word for the vocabulary, and is answered by itself', () => {
  const seen = { heard: 'Bory Alice', written: 'Borealis', count: 2, seen: { at_ms: 0, url: 'x.jpg' } }
  assert.deepEqual(open([seen, clueso], []), [clueso])
  assert.deepEqual([seen, clueso].filter(isSeen), [seen])
  assert.equal(seenKey(seen), 'bory alice → borealis')
  assert.equal(seenWords(seen), 'The screen says “Borealis” where “Bory Alice” stands 2 times.')
})
