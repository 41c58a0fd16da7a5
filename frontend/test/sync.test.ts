import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Segment } from '../src/api/types.ts'
import * as edits from '../src/logic/edits.ts'
import { applyChange, nameHalves, plan, threeWay } from '../src/logic/sync.ts'
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

/** Saves as the session does, and returns how many rounds it took. */
function save(
  server: Server,
  base: readonly Segment[],
  local: readonly Segment[],
  real = new Map<string, string>(),
) {
  for (let rounds = 0; rounds < 20; rounds += 1) {
    const { operations, halves } = plan(base, local, real)
    if (operations.length === 0) return { rounds, base, real }
    const change = server.patch(operations)
    for (const [mine, id] of nameHalves(base, change, halves)) real.set(mine, id)
    base = applyChange(base, change)
  }
  throw new Error('it does not come to an end')
}

test('what is seen is what the server holds after a save, whatever the edit', () => {
  const cases: [string, readonly Segment[]][] = [
    ['text', edits.setText(start, 1, 'four and a half')],
    ['split', edits.split(start, 0, 4, 'new-1')],
    ['merge', edits.merge(start, 1)],
    ['two merges', edits.merge(edits.merge(start, 0), 0)],
    ['delete', edits.remove(start, 1)],
    ['speaker', edits.setSpeaker(start, 2, 'Anna')],
    ['times', edits.setTimes(start, 1, 950, 1950)],
    ['split and typing', edits.setText(edits.split(start, 0, 4, 'new-1'), 1, 'two other words')],
    ['two splits', edits.split(edits.split(start, 0, 4, 'new-1'), 1, 4, 'new-2')],
  ]
  for (const [name, local] of cases) {
    const server = new Server(start)
    save(server, start, local)
    assert.deepEqual(seen(server.segments), seen(local), name)
  }
})

test('a merge is told as a merge, so that words keep their times', () => {
  const server = new Server(start)
  save(server, start, edits.merge(start, 0))
  assert.deepEqual(server.said, ['merge'])
})

test('a split needs no correction afterwards', () => {
  const server = new Server(start)
  save(server, start, edits.split(start, 0, 4, 'new-1'))
  assert.deepEqual(server.said, ['split'])
})

test('undo after a save brings back what was deleted, split or merged', () => {
  const cases: [string, readonly Segment[]][] = [
    ['delete in the middle', edits.remove(start, 1)],
    ['delete the first', edits.remove(start, 0)],
    ['delete the last', edits.remove(start, 3)],
    ['delete two', edits.remove(edits.remove(start, 1), 1)],
    ['delete all but a single word', start.slice(3)],
    ['merge', edits.merge(start, 1)],
    ['split', edits.split(start, 0, 4, 'new-1')],
  ]
  for (const [name, local] of cases) {
    const server = new Server(start)
    const saved = save(server, start, local)
    save(server, saved.base, start, saved.real)
    assert.deepEqual(seen(server.segments), seen(start), name)
  }
})

test('spaces that the server does not keep are not sent for ever', () => {
  const local = edits.setText(start, 0, 'one  two three ')
  assert.deepEqual(plan(start, local, new Map()).operations, [])
})

test('a passage that is being emptied is not sent', () => {
  assert.deepEqual(plan(start, edits.setText(start, 0, ' '), new Map()).operations, [])
})

test('two people at different places lose nothing', () => {
  const mine = edits.setText(start, 0, 'mine')
  const theirs = edits.setText(start, 2, 'theirs')
  const { segments, clashes } = threeWay(start, mine, theirs, new Map())
  assert.deepEqual(
    segments.map((s) => s.text),
    ['mine', 'four five six', 'theirs', 'nine'],
  )
  assert.deepEqual(clashes, [])
})

test('two people at the same place are asked, and both texts are there', () => {
  const mine = edits.setText(start, 0, 'mine')
  const theirs = edits.setText(start, 0, 'theirs')
  const { segments, clashes } = threeWay(start, mine, theirs, new Map())
  assert.equal(segments[0]?.text, 'mine')
  assert.deepEqual(
    clashes.map((c) => [c.mine?.text, c.theirs?.text]),
    [['mine', 'theirs']],
  )
})

test('what one deleted and the other changed is asked, too', () => {
  const gone = edits.remove(start, 1)
  const changed = edits.setText(start, 1, 'changed')
  assert.equal(threeWay(start, gone, changed, new Map()).clashes[0]?.mine, null)
  assert.equal(threeWay(start, changed, gone, new Map()).clashes[0]?.theirs, null)
})

test('what both deleted or both made alike is no question', () => {
  const same = edits.setText(start, 1, 'same')
  assert.deepEqual(threeWay(start, same, same, new Map()).clashes, [])
  const gone = edits.remove(start, 1)
  assert.deepEqual(threeWay(start, gone, gone, new Map()).clashes, [])
})

test('new passages of the other come in where their time puts them', () => {
  const theirs = edits.split(start, 1, 5, 'n1')
  const { segments } = threeWay(start, start, theirs, new Map())
  assert.deepEqual(seen(segments), seen(theirs))
})
