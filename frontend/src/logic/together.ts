/** Where several speak at once. */

import type { Segment, Transcript } from '../api/types.ts'

type Turn = Transcript['turns'][number]
type Stretch = { start_ms: number; end_ms: number }

/** Two people, by id, and while both of them speak. */
export type Overlap = Stretch & { ids: readonly [string, string] }

/** For less, one takes over from the other. */
const LEAST_MS = 500

const shared = (a: Stretch, b: Stretch): Stretch => ({
  start_ms: Math.max(a.start_ms, b.start_ms),
  end_ms: Math.min(a.end_ms, b.end_ms),
})
const isLong = ({ start_ms, end_ms }: Stretch) => end_ms - start_ms >= LEAST_MS

/** In order of time. */
export function overlaps(turns: readonly Turn[]): Overlap[] {
  const found: Overlap[] = []
  let speaking: Turn[] = []
  for (const turn of turns.toSorted((a, b) => a.start_ms - b.start_ms)) {
    speaking = speaking.filter(({ end_ms }) => end_ms > turn.start_ms)
    for (const other of speaking) {
      const both = shared(turn, other)
      if (turn.speaker_id !== other.speaker_id && isLong(both))
        found.push({ ...both, ids: [other.speaker_id, turn.speaker_id] })
    }
    speaking.push(turn)
  }
  return found.sort((a, b) => a.start_ms - b.start_ms)
}

/** Those, by id, who speak in a passage at the same time as somebody else, but the one whose passage it is. */
export function alsoIn(segment: Segment, all: readonly Overlap[]): string[] {
  const here = all.filter((overlap) => isLong(shared(segment, overlap)))
  const ids = new Set(here.flatMap((overlap) => overlap.ids))
  ids.delete(segment.speaker_id ?? '')
  return [...ids]
}
