import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Segment } from '../src/api/types.ts'
import * as edits from '../src/logic/edits.ts'
import { setSpeaker } from '../src/logic/speakers.ts'
import { applyChange, nameHalves, plan } from '../src/logic/sync.ts'
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
    ['speaker', setSpeaker(start, 2, { id: null, name: 'Anna' })],
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

test('much text goes in rounds that the server takes', () => {
  const many = Array.from({ length: 150 }, (_, i) => segment(`s${i}`, i * 1000, 'one two'))
  const text = `${'語'.repeat(1999)} `.repeat(2).trim()
  const local = many.map((held) => ({ ...held, text }))
  const sizes: number[] = []
  const server = new Server(many)
  const patch = server.patch.bind(server)
  server.patch = (operations) => {
    sizes.push(new TextEncoder().encode(JSON.stringify({ operations })).length)
    return patch(operations)
  }

  save(server, many, local)

  assert.deepEqual(seen(server.segments), seen(local))
  assert.ok(sizes.length > 1 && Math.max(...sizes) <= 1024 * 1024, String(sizes))
})
