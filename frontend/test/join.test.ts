import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Segment } from '../src/api/types.ts'
import * as edits from '../src/logic/edits.ts'
import { acknowledge, threeWay } from '../src/logic/join.ts'
import { editsOf, isNothing, splicesOf, touchedBy } from '../src/logic/splices.ts'
import { segment } from './segments.ts'
import { Server } from './server.ts'

const start = [
  segment('a', 0, 'one two three'),
  segment('b', 1000, 'four five six'),
  segment('c', 2000, 'seven eight'),
  segment('d', 3000, 'nine'),
]

const seen = (list: readonly Segment[]) =>
  list.map((s) => [s.start_ms, s.end_ms, s.text.trim(), s.speaker ?? null])

test('two people at different places lose nothing', () => {
  const mine = edits.setText(start, 0, 'mine')
  const theirs = edits.setText(start, 2, 'theirs')
  const { segments, clashes } = threeWay(start, mine, theirs)
  assert.deepEqual(
    segments.map((s) => s.text),
    ['mine', 'four five six', 'theirs', 'nine'],
  )
  assert.deepEqual(clashes, [])
})

test('two people at the same place are asked, and both texts are there', () => {
  const mine = edits.setText(start, 0, 'mine')
  const theirs = edits.setText(start, 0, 'theirs')
  const { segments, clashes } = threeWay(start, mine, theirs)
  assert.equal(segments[0]?.text, 'mine')
  assert.deepEqual(
    clashes.map((c) => [c.mine?.text, c.theirs?.text]),
    [['mine', 'theirs']],
  )
})

test('what one deleted and the other changed is asked, too', () => {
  const gone = edits.remove(start, 1)
  const changed = edits.setText(start, 1, 'changed')
  assert.equal(threeWay(start, gone, changed).clashes[0]?.mine, null)
  assert.equal(threeWay(start, changed, gone).clashes[0]?.theirs, null)
})

test('what both deleted or both made alike is no question', () => {
  const same = edits.setText(start, 1, 'same')
  assert.deepEqual(threeWay(start, same, same).clashes, [])
  const gone = edits.remove(start, 1)
  assert.deepEqual(threeWay(start, gone, gone).clashes, [])
})

test('new passages of the other come in where their time puts them', () => {
  const theirs = edits.split(start, 1, 5, 'n1')
  const { segments } = threeWay(start, start, theirs)
  assert.deepEqual(seen(segments), seen(theirs))
})

const editsBetween = (before: readonly Segment[], after: readonly Segment[]) =>
  editsOf(before, after, new Set(touchedBy(before, after))).filter((edit) => !isNothing(edit))

/** What a save of `local` asks for. */
const sentFor = (local: readonly Segment[]) => ({ operations: editsBetween(start, local).flatMap(splicesOf) })

/** A save that the server does and whose answer is lost; then `now` is what is seen. */
function lost(local: readonly Segment[], now: readonly Segment[]) {
  const server = new Server(start)
  const sent = sentFor(local)
  server.patch(sent.operations)
  const base = acknowledge(start, sent, server.segments)
  return { ...threeWay(base, now, server.segments), theirs: server.segments }
}

test('what a lost answer tells of is no work of somebody else', () => {
  const cases: [string, readonly Segment[]][] = [
    ['text', edits.setText(start, 1, 'four and a half')],
    ['split', edits.split(start, 0, 4, 'new-1')],
    ['merge', edits.merge(start, 1)],
    ['delete', edits.remove(start, 1)],
    ['two splits', edits.split(edits.split(start, 0, 4, 'new-1'), 2, 5, 'new-2')],
  ]
  for (const [name, local] of cases) {
    const { segments, clashes, theirs } = lost(local, local)
    assert.deepEqual(clashes, [], name)
    assert.deepEqual(seen(segments), seen(local), name)
    assert.deepEqual(editsBetween(theirs, segments), [], name)
  }
})

test('typing goes on over a lost answer without a question', () => {
  const sent = edits.setText(start, 1, 'four and')
  const { segments, clashes } = lost(sent, edits.setText(sent, 1, 'four and a half'))
  assert.deepEqual(clashes, [])
  assert.equal(segments[1]?.text, 'four and a half')
})

test('a half that was typed in while its split got lost is there once', () => {
  const sent = edits.split(start, 0, 4, 'new-1')
  const now = edits.setText(sent, 1, 'two or three')
  const { segments, clashes, theirs } = lost(sent, now)
  assert.deepEqual(clashes, [])
  assert.deepEqual(
    segments.map((s) => s.text),
    ['one', 'two or three', 'four five six', 'seven eight', 'nine'],
  )
  assert.deepEqual(
    editsBetween(theirs, segments).map((edit) => edit.was.map((s) => s.id)),
    [['new-1']],
  )
})

test('what an undo takes back goes although the answer that it was there got lost', () => {
  for (const sent of [edits.split(start, 0, 4, 'new-1'), edits.merge(start, 0), edits.remove(start, 2)]) {
    const { segments, clashes } = lost(sent, start)
    assert.deepEqual(clashes, [])
    assert.deepEqual(seen(segments), seen(start))
  }
})

test('a request that was not done is asked for again', () => {
  const local = edits.setText(start, 1, 'four and a half')
  const base = acknowledge(start, sentFor(local), start)
  assert.equal(editsBetween(base, local).length, 1)
})

test('what somebody else changed beside a lost request is theirs', () => {
  const local = edits.setText(start, 1, 'mine')
  const theirs = edits.setText(local, 2, 'theirs')
  const base = acknowledge(start, sentFor(local), theirs)
  assert.deepEqual(
    base.map((s) => s.text),
    ['one two three', 'mine', 'seven eight', 'nine'],
  )
})
