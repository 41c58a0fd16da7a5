/** Passages that overlap, as those of a call do: whatever a person does to them, the server takes it. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Segment } from '../src/api/types.ts'
import { Host, type Session } from './page.ts'
import { segment } from './segments.ts'

const RUNS = 100
const EDITS = 14

/** The same numbers for the same seed. */
function dice(seed: number) {
  return (sides: number) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31
    return Math.floor(seed / 65536) % sides
  }
}

function talk(roll: (sides: number) => number): Segment[] {
  let start_ms = 0
  return Array.from({ length: 3 + roll(5) }, (_, i) => {
    start_ms += 1 + roll(1200)
    return { ...segment(`s${i}`, start_ms, 'one two three'), end_ms: start_ms + 200 + roll(2500) }
  })
}

const KINDS: ((session: Session, id: string) => void)[] = [
  (session, id) => session.split(id, 4),
  (session, id) => session.mergeDown(id),
  (session, id) => session.remove(id),
  (session, id) => session.setText(id, 'four five six'),
  (session) => session.undo(),
  (session) => session.undo(),
  (session) => session.redo(),
]

const said = (list: readonly Segment[]) => list.map((s) => [s.id, s.text, s.start_ms, s.end_ms])

test('cuts, joins, deletions and their undo are saved as they are seen', async () => {
  for (let run = 0; run < RUNS; run += 1) {
    const roll = dice(run)
    const host = new Host(talk(roll))
    const session = host.open()
    for (let i = 0; i < EDITS; i += 1) {
      KINDS[roll(KINDS.length)]!(session, session.segments[roll(session.segments.length)]!.id)
      if (roll(3) > 0) continue
      await session.save()
      assert.equal(session.view.get().saving, 'saved', `run ${run}`)
      assert.deepEqual(said(session.segments), said(host.server.segments), `run ${run}`)
    }
    session.close()
  }
})
