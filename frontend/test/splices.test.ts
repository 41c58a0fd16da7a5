import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Segment } from '../src/api/types.ts'
import * as edits from '../src/logic/edits.ts'
import { setSpeaker } from '../src/logic/speakers.ts'
import {
  applyChange,
  editsOf,
  isNothing,
  isWaiting,
  isWork,
  nextRound,
  splicesOf,
  touchedBy,
} from '../src/logic/splices.ts'
import { segment } from './segments.ts'
import { Server } from './server.ts'

const start = [
  segment('a', 0, 'one two three'),
  segment('b', 1000, 'four five six'),
  segment('c', 2000, 'seven eight'),
  segment('d', 3000, 'nine'),
]

const seen = (list: readonly Segment[]) =>
  list.map((s) => [s.id, s.start_ms, s.end_ms, s.text.trim(), s.speaker ?? null])

const between = (before: readonly Segment[], after: readonly Segment[]) =>
  editsOf(before, after, new Set(touchedBy(before, after)))

/** Saves as the page does, and returns what the server holds as the page knows it, and the sizes of the requests. */
function save(server: Server, held: readonly Segment[], local: readonly Segment[]) {
  const touched = new Set(touchedBy(held, local))
  const sizes: number[] = []
  for (let rounds = 0; rounds < 200; rounds += 1) {
    const round = nextRound(editsOf(held, local, touched))
    if (round.length === 0) return { held, sizes }
    const operations = round.flatMap(splicesOf)
    sizes.push(new TextEncoder().encode(JSON.stringify({ operations })).length)
    held = applyChange(held, server.patch(operations), operations)
  }
  throw new Error('it does not come to an end')
}

const CASES: [string, readonly Segment[]][] = [
  ['text', edits.setText(start, 1, 'four and a half')],
  ['split', edits.split(start, 0, 4, 'new-1')],
  ['merge', edits.merge(start, 1)],
  ['two merges', edits.merge(edits.merge(start, 0), 0)],
  ['delete in the middle', edits.remove(start, 1)],
  ['delete the first', edits.remove(start, 0)],
  ['delete the last', edits.remove(start, 3)],
  ['delete two', edits.remove(edits.remove(start, 1), 1)],
  ['delete all but a single word', start.slice(3)],
  ['speaker', setSpeaker(start, 2, { id: null, name: 'Anna' })],
  ['times', edits.setTimes(start, 1, 950, 1950)],
  ['split and typing', edits.setText(edits.split(start, 0, 4, 'new-1'), 1, 'two other words')],
  ['typing and split', edits.split(edits.setText(start, 0, 'one or two'), 0, 4, 'new-1')],
  ['two splits', edits.split(edits.split(start, 0, 4, 'new-1'), 1, 4, 'new-2')],
  ['edits far apart', edits.setText(edits.split(start, 0, 4, 'new-1'), 4, 'ten')],
]

test('what is seen is what the server holds after a save, whatever the edit', () => {
  for (const [name, local] of CASES) {
    const server = new Server(start)
    save(server, start, local)
    assert.deepEqual(seen(server.segments), seen(local), name)
  }
})

test('undo after a save brings back what was there, under its ids', () => {
  for (const [name, local] of CASES) {
    const server = new Server(start)
    const { held } = save(server, start, local)
    save(server, held, start)
    assert.deepEqual(seen(server.segments), seen(start), name)
  }
})

test('an edit is one splice of the passages that it touched', () => {
  assert.deepEqual(between(start, edits.split(start, 0, 4, 'n')).flatMap(splicesOf), [
    {
      op: 'splice',
      remove: ['a'],
      insert: [
        { id: 'a', text: 'one', start_ms: 0, end_ms: 300 },
        { id: 'n', text: 'two three', start_ms: 300, end_ms: 900, speaker: null },
      ],
    },
  ])
})

test('passages far apart are saved apart, and so are neighbours whose border stayed', () => {
  const far = edits.setText(edits.setText(start, 0, 'x'), 3, 'y')
  const near = edits.setText(edits.setText(start, 0, 'x'), 1, 'y')
  for (const local of [far, near]) assert.equal(between(start, local).length, 2)
})

test('a border that moved from both sides is saved at once', () => {
  const list = [segment('a', 0, 'one'), segment('b', 900, 'two')]
  const local = edits.setTimes(edits.setTimes(list, 1, 1000, 1800), 0, 0, 1000)
  assert.equal(between(list, local).length, 1)
})

test('a passage that was moved past another is saved with it', () => {
  const local = [start[1]!, start[0]!, ...start.slice(2)]
  const [edit, ...more] = between(start, local)
  assert.deepEqual(
    [edit?.was.map((s) => s.id), edit?.is.map((s) => s.id)],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
  )
  assert.deepEqual(more, [])
})

test('what says the same as before, but for spaces, is nothing', () => {
  const [edit] = between(start, edits.setText(start, 0, 'one  two three '))
  assert.ok(edit && isNothing(edit) && !isWork(edit))
  assert.deepEqual(nextRound([edit]), [])
})

test('a passage that is being emptied waits, and is no work until something else is', () => {
  const [emptied] = between(start, edits.setText(start, 0, ' '))
  assert.ok(emptied && isWaiting(emptied) && !isWork(emptied))
  const [cut] = between(start, edits.setText(edits.split(start, 0, 4, 'n'), 0, ''))
  assert.ok(cut && isWaiting(cut) && isWork(cut))
  assert.deepEqual(nextRound([emptied, cut]), [])
})

/** A transcript of so many passages of one text. */
const long = (count: number, text: string, id = 's') =>
  Array.from({ length: count }, (_, i) => segment(`${id}${i}`, i * 1000, text))

test('passages go by the hundreds in one request, and none has more than the server takes', () => {
  const held = long(2500, 'one')
  const server = new Server(held)
  const local = held.map((s) => ({ ...s, text: 'two' }))

  const { sizes } = save(server, held, local)

  assert.deepEqual(seen(server.segments), seen(local))
  assert.equal(sizes.length, 3)
})

test('an edit of more passages than the server takes at once is done in parts of one request', () => {
  const held = [...long(2500, 'one'), segment('last', 9_000_000, 'last')]
  const CASES = [
    held.slice(2500),
    [...held.slice(0, 2), ...held.slice(2400)],
    [...long(2500, 'two', 'n'), ...held.slice(2500)],
    [...long(1200, 'two', 'n'), ...held.slice(2500)],
  ]
  for (const local of CASES)
    for (const [from, to] of [
      [held, local],
      [local, held],
    ] as const) {
      const server = new Server(from)
      const { sizes } = save(server, from, to)
      assert.deepEqual(seen(server.segments), seen(to))
      assert.equal(sizes.length, 1)
    }
})

test('much text goes in rounds that the server takes', () => {
  const many = Array.from({ length: 150 }, (_, i) => segment(`s${i}`, i * 1000, 'one two'))
  const text = `${'語'.repeat(1999)} `.repeat(2).trim()
  const local = many.map((held) => ({ ...held, text }))
  const server = new Server(many)

  const { sizes } = save(server, many, local)

  assert.deepEqual(seen(server.segments), seen(local))
  assert.ok(sizes.length > 1 && Math.max(...sizes) <= 1024 * 1024, String(sizes))
})
