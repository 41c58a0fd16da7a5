import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TranscriptWarning } from '../src/api/types.ts'
import * as edits from '../src/logic/edits.ts'
import { fill, openWarnings, warningWords } from '../src/logic/gaps.ts'
import { applyChange, editsOf, isNothing, splicesOf, touchedBy } from '../src/logic/splices.ts'
import { segment } from './segments.ts'
import { Server } from './server.ts'

const warning = (start_ms: number, end_ms: number): TranscriptWarning => ({
  start_ms,
  end_ms,
  reason: 'not-understood',
  text: '',
})
const start = [segment('a', 1000, 'one two three'), segment('b', 9000, 'four five six')]

test('a warning stands above the first passage that begins after it', () => {
  const [early, inside, late] = [warning(0, 900), warning(2000, 8000), warning(12_000, 15_000)] as const
  const places = openWarnings(start, [early, inside, late])
  assert.deepEqual(
    [...places],
    [
      [0, [early]],
      [1, [inside]],
      [2, [late]],
    ],
  )
})

test('a warning goes once a word stands in its stretch, and comes back when the word goes', () => {
  const gap = warning(2000, 8000)
  const filled = fill(start, gap, 'and a half')
  assert.deepEqual([...openWarnings(filled, [gap])], [])
  assert.deepEqual([...openWarnings(start, [gap])], [[1, [gap]]])
})

test('a word beside the stretch leaves its warning', () => {
  const gap = warning(1900, 8000)
  assert.equal(openWarnings(start, [gap]).size, 1)
})

test('what is written into a stretch is added to the passage before it, in its time', () => {
  const [first, second] = fill(start, warning(2000, 8000), '  and\na half ')
  assert.deepEqual([first!.start_ms, first!.end_ms, first!.text], [1000, 8000, 'one two three and a half'])
  assert.equal(second, start[1])
})

test('before the first passage it is added to that one', () => {
  const [first] = fill(start, warning(0, 900), 'zero')
  assert.deepEqual([first!.start_ms, first!.text], [0, 'zero one two three'])
})

test('nothing written changes nothing', () => {
  assert.equal(fill(start, warning(2000, 8000), '  '), start)
})

test('the server times what is written within the stretch', () => {
  const server = new Server(start)
  const local = fill(start, warning(2000, 8000), 'and a half')
  const touched = new Set(touchedBy(start, local))
  const splices = editsOf(start, local, touched).flatMap(splicesOf)
  assert.equal(splices.length, 1)
  const saved = applyChange(start, server.patch(splices), splices)
  assert.ok(editsOf(saved, local, touched).every(isNothing))
})

test('the words say where, and what was left out', () => {
  assert.equal(warningWords(warning(41_000, 46_000)), 'Nothing was understood from 0:41 to 0:46.')
  assert.match(warningWords({ ...warning(0, 1), reason: 'repeated', text: 'I see.' }), /“I see\.”/)
  assert.match(warningWords({ ...warning(0, 1), reason: 'no-speech', text: 'Bye.' }), /nobody seems to speak/)
})

test('a doubt about the language stands above the first of its words, until they read otherwise', () => {
  const doubt: TranscriptWarning = {
    ...warning(1500, 9900),
    start_ms: 1200,
    reason: 'doubtful-language',
    text: 'one two three four five six',
  }
  assert.deepEqual([...openWarnings(start, [doubt])], [[0, [doubt]]])
  assert.deepEqual([...openWarnings(start, [{ ...doubt, start_ms: 2000, text: 'four five six' }])].length, 1)
  assert.equal(openWarnings(edits.setText(start, 1, 'four five seven'), [doubt]).size, 0)
  assert.equal(
    warningWords(doubt),
    'The language is not certain from 0:01 to 0:10. Documents leave this out.',
  )
})

test('a doubt holds however its text is divided, also where the warning has only its beginning', () => {
  const doubt: TranscriptWarning = { ...warning(900, 9900), reason: 'doubtful-language' }
  const halves = edits.split(start, 0, 4, 'n')
  assert.equal(openWarnings(halves, [{ ...doubt, text: 'one two three four five six' }]).size, 1)
  const long = edits.setText(start, 0, `${'word '.repeat(60)}end`)
  const beginning = `${long[0]!.text} four five six`.slice(0, 200)
  assert.equal(openWarnings(long, [{ ...doubt, text: beginning }]).size, 1)
})
