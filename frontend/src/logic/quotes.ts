/** Stretches of what is said that people comment on, and the quotes of them. All times in milliseconds. */

import type { Comment, Segment } from '../api/types.ts'
import { clock } from './format.ts'
import type { Stretch } from './gaps.ts'
import { placeWords } from './timing.ts'

type Place = { from: number; to: number }

/** The stretch of the selected words; that of the passage where none is selected or they have no times. */
export function stretchOf(segment: Segment, selected: Place | null): Stretch {
  const words = selected
    ? placeWords(segment).filter((word) => word.from < selected.to && word.to > selected.from)
    : []
  const start_ms = words[0]?.start_ms ?? 0
  const end_ms = words.at(-1)?.end_ms ?? 0
  return start_ms < end_ms ? { start_ms, end_ms } : { start_ms: segment.start_ms, end_ms: segment.end_ms }
}

/** What the passage says in a stretch: its words whose middle lies there, as on the server, or all of it. */
export function wordsIn(segment: Segment, stretch: Stretch): string {
  const place = placeIn(segment, stretch)
  return place ? segment.text.slice(place.from, place.to) : ''
}

/** Where a stretch lies in the text of a passage; null where it does not. */
export function placeIn(segment: Segment, stretch: Stretch): Place | null {
  const words = placeWords(segment)
  if (words.length === 0)
    return isWithin(segment, stretch) && segment.text ? { from: 0, to: segment.text.length } : null
  const inside = words.filter((word) => isWithin(word, stretch))
  return inside.length > 0 ? { from: inside[0]!.from, to: inside.at(-1)!.to } : null
}

function isWithin({ start_ms, end_ms }: Stretch, stretch: Stretch): boolean {
  const middle = Math.floor((start_ms + end_ms) / 2)
  return stretch.start_ms <= middle && middle < stretch.end_ms
}

/** Those that begin in a passage. */
export function beginningIn<S extends Stretch>(segment: Segment, stretches: readonly S[]): S[] {
  return stretches.filter(({ start_ms }) => segment.start_ms <= start_ms && start_ms < segment.end_ms)
}

type Source = { title: string; address: string }

/** A quote with its source, and the comment on it, as plain text. */
export function quoted({ quote, text, start_ms }: Comment, { title, address }: Source): string {
  const source = `“${quote}”\n— ${title}, ${clock(start_ms)}\n${address}?t=${start_ms / 1000}`
  return text ? `${source}\n${text}` : source
}
