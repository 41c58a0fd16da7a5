import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Segment } from '../src/api/types.ts'
import * as edits from '../src/logic/edits.ts'
import { setSpeaker } from '../src/logic/speakers.ts'
import { threeWay, type Sent } from '../src/logic/join.ts'
import { editsOf, splicesOf, touchedBy } from '../src/logic/splices.ts'
import { restored, unsaved, upgraded, type Unsaved, type Work } from '../src/logic/unsaved.ts'
import { segment } from './segments.ts'
import { Server } from './server.ts'

const start = [
  segment('a', 0, 'one two three'),
  segment('b', 1000, 'four five six'),
  segment('c', 2000, 'seven eight'),
  segment('d', 3000, 'nine'),
]

const texts = (list: readonly Segment[]) => list.map((s) => s.text)

const work = (local: readonly Segment[], fields: Partial<Work> = {}): Work => ({
  base: start,
  local,
  touched: new Set(touchedBy(start, local)),
  sent: null,
  clashes: [],
  ...fields,
})

/** A request for `local` whose answer is not known. */
function asked(local: readonly Segment[]): Sent {
  const touched = touchedBy(start, local)
  return {
    operations: editsOf(start, local, new Set(touched)).flatMap(splicesOf),
    key: 'k',
    etag: '"1"',
    touched,
  }
}

/** What is written down of work on `start`, and read again. */
function written(local: readonly Segment[], sent: Sent | null = null): Unsaved {
  const draft = unsaved(work(local, { sent }))
  assert.ok(draft)
  return upgraded(JSON.parse(JSON.stringify(draft)))!
}

/** What is seen when the work is taken up beside `theirs`. */
function takenUp(draft: Unsaved, theirs: readonly Segment[]) {
  const { base, local } = restored(draft, theirs)
  return threeWay(base, local, theirs)
}

const CASES: [string, readonly Segment[]][] = [
  ['text', edits.setText(start, 1, 'four and a half')],
  ['split', edits.split(start, 0, 4, 'new-1')],
  ['merge', edits.merge(start, 1)],
  ['delete', edits.remove(start, 1)],
  ['speaker', setSpeaker(start, 2, { id: null, name: 'Anna' })],
  ['times', edits.setTimes(start, 1, 950, 1950)],
  ['split and typing', edits.setText(edits.split(start, 0, 4, 'new-1'), 1, 'two other words')],
]

test('unsaved work is there again, whatever the edit', () => {
  for (const [name, local] of CASES) {
    const { segments, clashes } = takenUp(written(local), start)
    assert.deepEqual(clashes, [], name)
    assert.deepEqual(texts(segments), texts(local), name)
  }
})

test('unsaved work is joined with what somebody else did in the meantime', () => {
  for (const [name, local] of CASES) {
    const theirs = edits.setText(start, 3, 'ten')
    const { segments, clashes } = takenUp(written(local), theirs)
    assert.deepEqual(clashes, [], name)
    assert.deepEqual(texts(segments), [...texts(local).slice(0, -1), 'ten'], name)
  }
})

test('what both changed in the meantime is asked', () => {
  const draft = written(edits.setText(start, 1, 'mine'))
  const { clashes } = takenUp(draft, edits.setText(start, 1, 'theirs'))
  assert.deepEqual(
    clashes.map((c) => [c.mine?.text, c.theirs?.text]),
    [['mine', 'theirs']],
  )
})

test('work whose last request was done without an answer is not there twice', () => {
  for (const [name, local] of CASES) {
    const server = new Server(start)
    const sent = asked(local)
    server.patch(sent.operations)
    const { segments, clashes } = takenUp(written(local, sent), server.segments)
    assert.deepEqual(clashes, [], name)
    assert.deepEqual(texts(segments), texts(local), name)
  }
})

test('an undo of what a lost request did is unsaved, too', () => {
  for (const [name, local] of CASES) {
    const server = new Server(start)
    const sent = asked(local)
    server.patch(sent.operations)
    const { segments, clashes } = takenUp(written(start, sent), server.segments)
    assert.deepEqual(clashes, [], name)
    assert.deepEqual(texts(segments), texts(start), name)
  }
})

test('what the server has, or would not keep, is not unsaved', () => {
  assert.equal(unsaved(work(start)), null)
  assert.equal(unsaved(work(edits.setText(start, 0, 'one  two three '))), null)
})

test('an edit of a long transcript is written down as one passage', () => {
  const long = Array.from({ length: 5000 }, (_, i) => segment(`s${i}`, i * 1000, 'some words that were said'))
  const local = edits.setText(long, 2500, 'other words')
  const draft = unsaved(work(local, { base: long, touched: new Set(touchedBy(long, local)) }))
  assert.ok(JSON.stringify(draft).length < 1000)
})

test('a draft of the first format is taken up, whatever its last request was', () => {
  const local = edits.setText(edits.split(start, 0, 4, 'new-1'), 2, 'mine')
  const { mine, clashes } = written(local)
  for (const sent of [null, { ...mine, halves: [] }, { ...mine, halves: [['a', ['a', 'new-1']]] }]) {
    const { segments } = takenUp(upgraded({ mine, sent, clashes })!, start)
    assert.deepEqual(texts(segments), texts(local))
  }
})

test('a split of the first format that the server did under an id of its own is there once', () => {
  const local = edits.setText(edits.split(start, 0, 4, 'new-1'), 2, 'mine')
  const { mine, clashes } = written(local)
  const halves = [['a', ['a', 'new-1']]]
  const theirs = edits.split(start, 0, 4, 'server-1')
  const { segments } = takenUp(upgraded({ mine, sent: { ...mine, halves }, clashes })!, theirs)
  assert.deepEqual(texts(segments), texts(local))
})

test('what is no draft is none', () => {
  for (const draft of [
    {},
    { mine: null, clashes: [] },
    { format: 3, mine: { was: [], is: [] }, clashes: [] },
  ])
    assert.equal(upgraded(draft), null)
})
