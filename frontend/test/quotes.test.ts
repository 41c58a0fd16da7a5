import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginningIn, placeIn, quoted, stretchOf, wordsIn } from '../src/logic/quotes.ts'
import { segment } from './segments.ts'

const said = segment('s1', 1000, 'one two three')
const typed = { ...said, words: [] }

test('the stretch of selected words begins with the first and ends with the last of them', () => {
  assert.deepEqual(stretchOf(said, { from: 5, to: 6 }), { start_ms: 1300, end_ms: 1600 })
  assert.deepEqual(stretchOf(said, { from: 2, to: 9 }), { start_ms: 1000, end_ms: 1900 })
})

test('without selected words, or without their times, it is the passage', () => {
  const whole = { start_ms: 1000, end_ms: 1900 }
  assert.deepEqual(stretchOf(said, null), whole)
  assert.deepEqual(stretchOf(said, { from: 3, to: 4 }), whole)
  assert.deepEqual(stretchOf(typed, { from: 5, to: 6 }), whole)
})

test('a stretch holds the words whose middle lies in it', () => {
  assert.equal(wordsIn(said, { start_ms: 1200, end_ms: 1900 }), 'two three')
  assert.equal(wordsIn(said, { start_ms: 1100, end_ms: 1500 }), 'one two')
  assert.equal(placeIn(said, { start_ms: 2000, end_ms: 3000 }), null)
})

test('a passage without words lies in a stretch as a whole or not at all', () => {
  assert.equal(wordsIn(typed, { start_ms: 1000, end_ms: 1900 }), 'one two three')
  assert.equal(placeIn(typed, { start_ms: 1000, end_ms: 1300 }), null)
})

test('every comment begins in one passage', () => {
  const next = segment('s2', 1900, 'four')
  const comments = [1000, 1899, 1900].map((start_ms) => ({ start_ms, end_ms: start_ms + 100 }))
  assert.deepEqual(
    [said, next].map((one) => beginningIn(one, comments).length),
    [2, 1],
  )
})

test('a quote is copied with its source and the comment on it', () => {
  const comment = {
    id: 'c1',
    project_id: 'p1',
    start_ms: 61_500,
    end_ms: 62_000,
    quote: 'two three',
    text: 'For the intro.' as string | null,
    made_by: 'user_a',
    made_by_name: null,
    created_at: '',
    updated_at: '',
  }
  const source = { title: 'The tour', address: 'https://clueso.example.com/projects/p1' }
  const alone = '“two three”\n— The tour, 1:01\nhttps://clueso.example.com/projects/p1?t=61.5'
  assert.equal(quoted({ ...comment, text: null }, source), alone)
  assert.equal(quoted(comment, source), `${alone}\nFor the intro.`)
})
