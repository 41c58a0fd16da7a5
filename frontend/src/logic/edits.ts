/** Edits of a transcript, each from an ordered list of segments to another. Nothing is changed in place. */

import type { Segment, Word } from '../api/types.ts'
import { fullClock } from './format.ts'
import { spokenBy, voiceOf } from './speakers.ts'
import { momentAt, placeWords, retime, type PlacedWord } from './timing.ts'

type Segments = readonly Segment[]

function put(segments: Segments, at: number, removed: number, ...added: Segment[]): Segments {
  return segments.toSpliced(at, removed, ...added)
}

export function setText(segments: Segments, at: number, text: string): Segments {
  const segment = segments[at]
  if (!segment || segment.text === text) return segments
  return put(segments, at, 1, { ...segment, text, words: retime(segment, text) })
}

/**
 * Cut a segment at a place in its text; the first half keeps the id, and a word belongs to the half in
 * which it begins. Unchanged when a half would have no text or no word.
 */
export function split(segments: Segments, at: number, offset: number, newId: string): Segments {
  const segment = segments[at]
  if (!segment) return segments
  const head = segment.text.slice(0, offset).trimEnd()
  const tail = segment.text.slice(offset).trimStart()
  const { start_ms, end_ms } = segment
  if (!head.trim() || !tail || end_ms - start_ms < 2) return segments
  const words = placeWords(segment)
  const left = words.filter((w) => w.from < offset).map(bare)
  const right = words.filter((w) => w.from >= offset).map(bare)
  if (words.length > 0 && (left.length === 0 || right.length === 0)) return segments
  const inside = (ms: number) => Math.min(end_ms - 1, Math.max(start_ms + 1, ms))
  const moment = inside(right[0]?.start_ms ?? momentAt(segment, offset))
  // Each half ends and begins with its words: the pause between them belongs to neither.
  const pause = Math.min(moment, Math.max(start_ms + 1, left.at(-1)?.end_ms ?? moment))
  const first: Segment = { ...segment, text: head, end_ms: pause, words: left }
  const second: Segment = { ...segment, id: newId, text: tail, start_ms: moment, words: right }
  return put(segments, at, 1, first, second)
}

function bare({ from: _from, to: _to, ...word }: PlacedWord): Word {
  return word
}

/** The text of two segments as one. */
export function joined(first: string, second: string): string {
  return [first.trim(), second.trim()].filter(Boolean).join(' ')
}

/** Join a segment with the next one; the first keeps its id, and its speaker if it has one. */
export function merge(segments: Segments, at: number): Segments {
  const first = segments[at]
  const second = segments[at + 1]
  if (!first || !second) return segments
  return put(segments, at, 2, {
    ...first,
    text: joined(first.text, second.text),
    end_ms: Math.max(first.end_ms, second.end_ms),
    ...spokenBy(voiceOf(first) ?? voiceOf(second)),
    words: [...first.words, ...second.words],
  })
}

/** A transcript keeps at least one segment. */
export function remove(segments: Segments, at: number): Segments {
  return segments[at] && segments.length > 1 ? put(segments, at, 1) : segments
}

/** Why a passage cannot have these times; null where it can. An overlap that is there may stay or shrink. */
export function wrongTimes(segments: Segments, at: number, start_ms: number, end_ms: number): string | null {
  const segment = segments[at]
  const before = segments[at - 1]
  const after = segments[at + 1]
  if (!segment) return null
  if (end_ms <= start_ms) return 'It must end after it begins.'
  if (before && start_ms < Math.min(before.end_ms, segment.start_ms))
    return `The passage before ends at ${fullClock(before.end_ms)}.`
  if (after && end_ms > Math.max(after.start_ms, segment.end_ms))
    return `The passage after begins at ${fullClock(after.start_ms)}.`
  return null
}

export function setTimes(segments: Segments, at: number, start_ms: number, end_ms: number): Segments {
  const segment = segments[at]
  if (!segment || end_ms <= start_ms) return segments
  return put(segments, at, 1, { ...segment, start_ms, end_ms })
}
