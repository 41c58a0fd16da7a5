/** Where the chapters of a recording stand on its bar. All times in milliseconds. */

import { segmentAt } from './timing.ts'

export type Chapter = { start_ms: number; title: string }

/** The chapter at a moment, null before the first. */
export const chapterAt = (chapters: readonly Chapter[], ms: number): Chapter | null =>
  chapters[segmentAt(chapters, ms)] ?? null

/** After so long in a chapter, going back goes to its own beginning. */
const JUST_BEGUN_MS = 2_000

/** The beginning of the next or the previous chapter, null where there is none. */
export function neighbour(chapters: readonly Chapter[], ms: number, by: 1 | -1): number | null {
  const to = by === 1 ? segmentAt(chapters, ms) + 1 : segmentAt(chapters, ms - JUST_BEGUN_MS)
  return chapters[to]?.start_ms ?? null
}
