import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Segment } from '../src/api/types.ts'
import * as edits from '../src/logic/edits.ts'
import { setSpeaker } from '../src/logic/speakers.ts'
import { acknowledge, threeWay, type Sent } from '../src/logic/join.ts'
import { plan } from '../src/logic/sync.ts'
import { restored, unsaved, type Unsaved } from '../src/logic/unsaved.ts'
import { segment } from './segments.ts'
import { Server } from './server.ts'

const start = [
  segment('a', 0, 'one two three'),
  segment('b', 1000, 'four five six'),
  segment('c', 2000, 'seven eight'),
  segment('d', 3000, 'nine'),
]
const NONE = new Map<string, string>()

const texts = (list: readonly Segment[]) => list.map((s) => s.text)

/** What is written down of work on `start`, and read again. */
function written(local: readonly Segment[], sent: Sent | null = null): Unsaved {
  const work = unsaved({ base: start, local, sent, clashes: [] }, NONE)
  assert.ok(work)
  return JSON.parse(JSON.stringify(work)) as Unsaved
}

/** What is seen when the work is taken up beside `theirs`. */
function takenUp(work: Unsaved, theirs: readonly Segment[]) {
  const { base, local, sent } = restored(work, theirs)
  const known = sent ? acknowledge(base, sent, theirs, NONE) : { base, names: NONE }
  return { ...threeWay(known.base, local, theirs, known.names), names: known.names }
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
    assert.deepEqual(plan(start, segments, NONE), plan(start, local, NONE), name)
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
  const work = written(edits.setText(start, 1, 'mine'))
  const { clashes } = takenUp(work, edits.setText(start, 1, 'theirs'))
  assert.deepEqual(
    clashes.map((c) => [c.mine?.text, c.theirs?.text]),
    [['mine', 'theirs']],
  )
})

test('work whose last request was done without an answer is not there twice', () => {
  for (const [name, local] of CASES) {
    const server = new Server(start)
    const { operations, halves } = plan(start, local, NONE)
    server.patch(operations)
    const { segments, clashes } = takenUp(written(local, { wanted: local, halves }), server.segments)
    assert.deepEqual(clashes, [], name)
    assert.deepEqual(texts(segments), texts(local), name)
  }
})

test('an undo of what a lost request did is unsaved, too', () => {
  const sent = { wanted: edits.setText(start, 1, 'mine'), halves: new Map() }
  const work = unsaved({ base: start, local: start, sent, clashes: [] }, NONE)
  assert.ok(work)
  const { segments } = takenUp(work, sent.wanted)
  assert.deepEqual(texts(segments), texts(start))
})

test('what the server has, or would not keep, is not unsaved', () => {
  const none = (local: readonly Segment[]) => unsaved({ base: start, local, sent: null, clashes: [] }, NONE)
  assert.equal(none(start), null)
  assert.equal(none(edits.setText(start, 0, 'one  two three ')), null)
})

test('an edit of a long transcript is written down as one passage', () => {
  const long = Array.from({ length: 5000 }, (_, i) => segment(`s${i}`, i * 1000, 'some words that were said'))
  const local = edits.setText(long, 2500, 'other words')
  const work = unsaved({ base: long, local, sent: null, clashes: [] }, NONE)
  assert.ok(JSON.stringify(work).length < 1000)
})
