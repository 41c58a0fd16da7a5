/** The captions of a recording, made from its transcript. All times in milliseconds. */

import type { Segment } from '../api/types.ts'
import { placeWords } from './timing.ts'

export type Caption = { fromMs: number; toMs: number; text: string }

/** As much as two lines hold. */
const MOST_LETTERS = 84

/** One caption for each passage; a long passage becomes several, cut between words as evenly as they allow. */
export function captionsOf(segments: readonly Segment[]): Caption[] {
  return segments.flatMap(pieces)
}

function pieces(segment: Segment): Caption[] {
  const text = segment.text.trim()
  if (!text) return []
  const words = placeWords(segment)
  const count = Math.ceil(text.length / MOST_LETTERS)
  const whole = { fromMs: segment.start_ms, toMs: segment.end_ms, text }
  if (count === 1 || words.length < count) return [whole]
  const share = segment.text.length / count
  const firsts = [0]
  for (let piece = 1; piece < count; piece += 1) {
    const at = words.findIndex((word, i) => i > firsts.at(-1)! && word.to > piece * share)
    if (at > 0) firsts.push(at)
  }
  return firsts.map((first, i) => {
    const next = words[firsts[i + 1] ?? words.length]
    return {
      fromMs: i === 0 ? segment.start_ms : words[first]!.start_ms,
      toMs: next ? next.start_ms : segment.end_ms,
      text: segment.text.slice(i === 0 ? 0 : words[first]!.from, next?.from).trim(),
    }
  })
}
