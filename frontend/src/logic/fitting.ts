/** Times that the server takes: a splice must fit between its neighbours, and no overlap may grow. */

import type { Segment } from '../api/types.ts'
import type { Edit, Placed } from './splices.ts'

type Segments = readonly Segment[]

/** Where a stretch may lie, and how far one passage of it may reach into the next. */
type Room = { from: number; to: number; overlap: number }

/**
 * The edit in times that fit. What undo brings back may have overlapped, which the server allows only as long as
 * it holds the overlap itself.
 */
export function fitted(edit: Placed, held: Segments): Edit {
  const room = roomOf(edit, held)
  const [first] = edit.is
  if (!first || fits(edit.is, room)) return edit
  const known = new Set(held.map((s) => s.id))
  const before = held[edit.at - 1]
  const isInside = first.end_ms <= room.from || room.to - room.from < edit.is.length
  // One that lies wholly in the passage before shares its time. That one is not edited: it would be in the edit.
  if (before && isInside && !known.has(first.id)) {
    const wider = { at: edit.at - 1, was: [before, ...edit.was], is: [before, ...edit.is] }
    return { was: wider.was, is: cut(wider.is, roomOf(wider, held)) }
  }
  return { was: edit.was, is: cut(edit.is, room) }
}

function roomOf({ at, was }: Placed, held: Segments): Room {
  const before = held[at - 1]
  const after = held[at + was.length]
  return {
    from: before ? Math.min(before.end_ms, ...was.map((s) => s.start_ms)) : 0,
    to: after ? Math.max(after.start_ms, ...was.map((s) => s.end_ms)) : Infinity,
    overlap: Math.max(0, ...was.slice(1).map((s, i) => was[i]!.end_ms - s.start_ms)),
  }
}

function fits(is: Segments, { from, to, overlap }: Room): boolean {
  const isLate = (s: Segment, i: number) => s.start_ms >= Math.max(is[i]!.start_ms, is[i]!.end_ms - overlap)
  return is[0]!.start_ms >= from && is.at(-1)!.end_ms <= to && is.slice(1).every(isLate)
}

/** Each passage ends where the next begins, and begins where the one before ends; each has a millisecond at least. */
function cut(is: Segments, { from, to, overlap }: Room): Segment[] {
  return is.map((s, i) => {
    const rest = is.length - 1 - i
    const start_ms = Math.min(Math.max(s.start_ms, from), to - rest - 1)
    const next = is[i + 1]
    const latest = next ? Math.min(next.start_ms + overlap, to - rest) : to
    const end_ms = Math.max(start_ms + 1, Math.min(s.end_ms, latest))
    from = Math.max(start_ms, end_ms - overlap)
    return { ...s, start_ms, end_ms }
  })
}

/** What is seen, in the times of these edits. */
export function inTimesOf(edits: readonly Edit[], seen: Segments): Segments {
  const times = new Map(edits.flatMap(({ is }) => is.map((s) => [s.id, s])))
  const isMoved = (s: Segment) => {
    const to = times.get(s.id)
    return to !== undefined && (to.start_ms !== s.start_ms || to.end_ms !== s.end_ms)
  }
  if (!seen.some(isMoved)) return seen
  const moved = (s: Segment) => ({
    ...s,
    start_ms: times.get(s.id)!.start_ms,
    end_ms: times.get(s.id)!.end_ms,
  })
  return seen.map((s) => (isMoved(s) ? moved(s) : s))
}
