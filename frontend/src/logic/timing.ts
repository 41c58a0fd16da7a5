/** Where time, words and places in a text meet. All times in milliseconds. */

import type { Segment, Word } from '../api/types.ts'

export type PlacedWord = Word & { from: number; to: number }

/** Index of the last segment that starts at or before `ms`, or -1. Segments are in order. */
export function segmentAt(segments: readonly { start_ms: number }[], ms: number): number {
  let low = 0
  let high = segments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (segments[middle]!.start_ms <= ms) low = middle + 1
    else high = middle
  }
  return low - 1
}

const placed = new WeakMap<Segment, PlacedWord[]>()

/** The words of a segment with their place in its text; a word that the text no longer holds is left out. */
export function placeWords(segment: Segment): PlacedWord[] {
  const known = placed.get(segment)
  if (known) return known
  const found: PlacedWord[] = []
  let from = 0
  for (const word of segment.words) {
    const text = word.text.trim()
    if (!text) continue
    const at = segment.text.indexOf(text, from)
    if (at < 0) continue
    found.push({ ...word, from: at, to: at + text.length })
    from = at + text.length
  }
  placed.set(segment, found)
  return found
}

/** Index of the word that is spoken at `ms`, or -1 in a pause. */
export function wordAt(words: readonly Word[], ms: number): number {
  const i = segmentAt(words, ms)
  return i >= 0 && ms < Math.max(words[i]!.end_ms, words[i]!.start_ms + 1) ? i : -1
}

/** The moment that belongs to a place in a segment's text. */
export function momentAt(segment: Segment, offset: number): number {
  const words = placeWords(segment)
  if (words.length === 0) {
    const share = segment.text.length === 0 ? 0 : Math.min(1, offset / segment.text.length)
    return Math.round(segment.start_ms + share * (segment.end_ms - segment.start_ms))
  }
  const word = words.find((w) => offset <= w.to) ?? words[words.length - 1]!
  return word.start_ms
}

/** Words for `text`: those of `segment` where the text is unchanged, times shared out where it is new. */
export function retime(segment: Segment, text: string): Word[] {
  const fresh = text.split(/\s+/).filter(Boolean)
  const old = segment.words
  const same = (a: Word | undefined, b: string | undefined) => a !== undefined && a.text.trim() === b
  let head = 0
  while (head < old.length && head < fresh.length && same(old[head], fresh[head])) head += 1
  let tail = 0
  while (
    tail < old.length - head &&
    tail < fresh.length - head &&
    same(old[old.length - 1 - tail], fresh[fresh.length - 1 - tail])
  )
    tail += 1
  const start = head > 0 ? old[head - 1]!.end_ms : segment.start_ms
  const end = tail > 0 ? old[old.length - tail]!.start_ms : segment.end_ms
  const middle = fresh.slice(head, fresh.length - tail)
  const each = Math.max(0, end - start) / Math.max(1, middle.length)
  const timed = middle.map((word, i) => ({
    start_ms: Math.round(start + i * each),
    end_ms: Math.round(start + (i + 1) * each),
    text: word,
    probability: 1,
  }))
  return [...old.slice(0, head), ...timed, ...old.slice(old.length - tail)]
}

/** Below this probability a word is doubtful. */
const DOUBTFUL = 0.6

/** Whether the recogniser was not sure of a word, or it may be a term of the vocabulary. */
export const isDoubtful = ({ probability, maybe }: Word) => probability < DOUBTFUL || Boolean(maybe)

/** The doubtful words of a transcript, in order. */
export function doubtful(segments: readonly Segment[]): { segment: number; word: number }[] {
  const found: { segment: number; word: number }[] = []
  segments.forEach((segment, s) => {
    if (!segment.words.some(isDoubtful)) return
    placeWords(segment).forEach((word, w) => {
      if (isDoubtful(word)) found.push({ segment: s, word: w })
    })
  })
  return found
}
