/** The passages of a transcript that a part of a document rests on. */

/** Of each segment, by its id: its place in the transcript and when it begins. */
export type Places = ReadonlyMap<string, { index: number; startMs: number }>

export function placesOf(segments: readonly { id: string; start_ms: number }[]): Places {
  return new Map(segments.map(({ id, start_ms }, index) => [id, { index, startMs: start_ms }]))
}

/** Passages with at most one between them are one stretch. */
const NEAR = 2

/** When each stretch begins that these segments stand in; a segment that is gone is none. */
export function momentsOf(ids: readonly string[], places: Places): number[] {
  const found = ids.flatMap((id) => places.get(id) ?? []).sort((a, b) => a.index - b.index)
  return found.filter((place, i) => i === 0 || place.index - found[i - 1]!.index > NEAR).map((p) => p.startMs)
}
