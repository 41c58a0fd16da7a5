import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Word } from '../src/api/types.ts'
import { setText, split } from '../src/logic/edits.ts'
import { refuse } from '../src/logic/offers.ts'
import {
  alike,
  askedAfter,
  around,
  placeKey,
  replacedByTerms,
  termQuestions,
  unanswered,
  wordsKey,
  written,
} from '../src/logic/terms.ts'
import { doubtful } from '../src/logic/timing.ts'
import { segment } from './segments.ts'

/** A passage of which words, by their number, tell more. */
function passage(id: string, start_ms: number, text: string, more: Record<number, Partial<Word>>) {
  const plain = segment(id, start_ms, text)
  return { ...plain, words: plain.words.map((word, i) => ({ ...word, ...more[i] })) }
}

const kvantora = { maybe: 'Kvantora' }
const open = passage('a', 0, 'please open Kave Antora now', { 2: kvantora, 3: kvantora })
const again = passage('b', 1000, 'is “kave antora’s,” I ask', { 1: kvantora, 2: kvantora })
const texts = (list: readonly { text: string }[]) => list.map(({ text }) => text)

test('adjacent words that may be the same term are one place', () => {
  const [place, ...others] = termQuestions([open])
  assert.deepEqual(others, [])
  assert.deepEqual([place?.there, place?.start_ms, place?.end_ms], ['Kave Antora', 360, 720])
})

test('words that may be two terms are two places', () => {
  const both = passage('a', 0, 'kave brontifi', { 0: kvantora, 1: { maybe: 'Brontify' } })
  assert.deepEqual(
    termQuestions([both]).map(({ there, instead }) => [there, instead]),
    [
      ['kave', 'Kvantora'],
      ['brontifi', 'Brontify'],
    ],
  )
})

test('a term takes the place of the words alone, and the signs around them stay', () => {
  assert.deepEqual(texts(written([open, again], termQuestions([open, again]))), [
    'please open Kvantora now',
    'is “Kvantora’s,” I ask',
  ])
})

test('several places of one passage are written at once', () => {
  const twice = passage('a', 0, 'kavantora and kavantora', { 0: kvantora, 2: kvantora })
  assert.deepEqual(texts(written([twice], termQuestions([twice]))), ['Kvantora and Kvantora'])
})

test('a place whose words are gone is left as it is', () => {
  const places = termQuestions([open])
  const edited = setText([open], 0, 'nothing of it')
  assert.equal(written(edited, places), edited)
})

test('a term that is written is not asked for again, also where words of it stay', () => {
  const drive = { maybe: 'Harbor Drive' }
  const half = passage('a', 0, 'on harbour Drive', { 1: drive, 2: drive })
  const after = written([half], termQuestions([half]))
  assert.equal(after[0]?.words[2]?.maybe, 'Harbor Drive')
  assert.deepEqual(termQuestions(after), [])
})

test('the same words in other cases are alike, other words are not', () => {
  const other = passage('c', 2000, 'the contour', { 1: kvantora })
  const [first, ...rest] = termQuestions([
    open,
    passage('b', 1000, 'kave antora', { 0: kvantora, 1: kvantora }),
    other,
  ])
  assert.deepEqual(
    alike([first!, ...rest], first!).map(({ there }) => there),
    ['Kave Antora', 'kave antora'],
  )
})

test('what was answered is not asked again: one place, or all of the same words, in this project', () => {
  const places = termQuestions([open, passage('b', 1000, 'Kave Antora', { 0: kvantora, 1: kvantora })])
  const one = refuse([], [placeKey('p', places[0]!)])
  assert.deepEqual(unanswered(places, 'p', one), [places[1]])
  assert.deepEqual(unanswered(places, 'p', refuse([], [wordsKey('p', places[0]!)])), [])
  assert.deepEqual(unanswered(places, 'q', refuse(one, [wordsKey('p', places[0]!)])), places)
})

test('what was heard is put back for all words of its term', () => {
  const put = passage('a', 0, 'on Harbor Drive, now', { 1: { heard: 'Harper dry,' }, 2: { heard: '' } })
  const places = replacedByTerms(put, 0)
  assert.deepEqual(
    places.map(({ there, instead }) => [there, instead]),
    [['Harbor Drive,', 'Harper dry,']],
  )
  const after = written([put], places)
  assert.deepEqual(texts(after), ['on Harper dry, now'])
  assert.deepEqual(replacedByTerms(after[0]!, 0), [])
})

test('a no to a term that was put back is a no to the question that follows', () => {
  const put = passage('a', 0, 'Kvantora’s, now', { 0: { heard: 'kave antora’s,' } })
  const [back] = replacedByTerms(put, 0)
  const open = passage('a', 0, 'kave antora’s, now', { 0: kvantora, 1: kvantora })
  const [asked] = termQuestions([open])
  assert.equal(placeKey('p', askedAfter(back!)), placeKey('p', asked!))
})

test('a cut leaves what words tell of terms', () => {
  const put = passage('a', 0, 'one Clueso two kavantora', { 1: { heard: 'clue so' }, 3: kvantora })
  const halves = split([put], 0, 11, 'b')
  assert.equal(replacedByTerms(halves[0]!, 0)[0]?.instead, 'clue so')
  assert.equal(termQuestions(halves)[0]?.segment, 1)
})

test('words that may be a term are doubtful, however sure the recogniser was', () => {
  assert.deepEqual(doubtful([open]), [
    { segment: 0, word: 2 },
    { segment: 0, word: 3 },
  ])
})

test('a long passage is shown around the place, in whole words', () => {
  const text = `${'alpha '.repeat(20)}kavantora ${'gamma '.repeat(20)}`
  const [place] = termQuestions([passage('a', 0, text.trim(), { 20: kvantora })])
  const { before, after } = around(text.trim(), place!)
  assert.match(before, /^… (alpha )+$/)
  assert.match(after, /^( gamma)+ …$/)
})
