/** When two segments say the same, and the order in which they stand. */

import type { Segment } from '../api/types.ts'
import { sameSpeaker } from './speakers.ts'

/** The server keeps single spaces. */
export const squashed = (text: string) => text.trim().replace(/\s+/g, ' ')

/** The same text, times and speaker, whatever the ids and the times of words. */
export function sameWords(a: Segment, b: Segment): boolean {
  if (a === b) return true
  return (
    a.start_ms === b.start_ms &&
    a.end_ms === b.end_ms &&
    sameSpeaker(a, b) &&
    (a.text === b.text || squashed(a.text) === squashed(b.text))
  )
}

/** Sorted by start; what starts together keeps its order. */
export function inOrder(segments: readonly Segment[]): Segment[] {
  return segments.toSorted((a, b) => a.start_ms - b.start_ms)
}

/** Whether two lists hold the same segments, by id, and these say the same. */
export function sameLists(some: readonly Segment[], others: readonly Segment[]): boolean {
  const there = new Map(others.map((s) => [s.id, s]))
  return (
    some.length === others.length &&
    some.every((s) => {
      const other = there.get(s.id)
      return other !== undefined && sameWords(s, other)
    })
  )
}
