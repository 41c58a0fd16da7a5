/** Warnings of a transcript: where they stand between its passages, and what a person writes there. */

import type { Segment, TranscriptWarning } from '../api/types.ts'
import { clock } from './format.ts'
import * as edits from './edits.ts'
import { segmentAt } from './timing.ts'

type Segments = readonly Segment[]

const LONGEST_WORD_MS = 1000
/** Of a warning's text; the rest is cut off. */
const MOST_LETTERS = 200

/**
 * By the index of a passage the warnings that stand above it; those after the last passage have its length.
 * A warning goes once a word's middle lies in its stretch, as on the server. One about words that are there stands
 * above the first of them, and goes once they read otherwise.
 */
export function openWarnings(
  segments: Segments,
  warnings: readonly TranscriptWarning[],
): ReadonlyMap<number, TranscriptWarning[]> {
  const places = new Map<number, TranscriptWarning[]>()
  for (const warning of warnings) {
    if (isDoubt(warning) ? isReworded(segments, warning) : isWritten(segments, warning)) continue
    const place = isDoubt(warning)
      ? segments.findIndex((s) => isWithin(s, warning))
      : segmentAt(segments, warning.end_ms - 1) + 1
    places.set(place, [...(places.get(place) ?? []), warning])
  }
  return places
}

export const isDoubt = ({ reason }: TranscriptWarning) => reason === 'doubtful-language'

/** Whether the stretch reads otherwise than its warning, however it is divided; as the server sees it. */
function isReworded(segments: Segments, warning: TranscriptWarning): boolean {
  const within = segments.filter((s) => isWithin(s, warning))
  const now = letters(within.map((s) => s.text).join(''))
  const then = letters(warning.text)
  return [...warning.text].length < MOST_LETTERS ? now !== then : !now.startsWith(then)
}

const letters = (text: string) => text.replace(/\s+/g, '')

function isWithin(segment: Segment, { start_ms, end_ms }: TranscriptWarning): boolean {
  const middle = Math.floor((segment.start_ms + segment.end_ms) / 2)
  return start_ms <= middle && middle < end_ms
}

function isWritten(segments: Segments, { start_ms, end_ms }: TranscriptWarning): boolean {
  return segments.some(
    (s) =>
      s.start_ms < end_ms &&
      s.end_ms > start_ms &&
      (s.words.length > 0 ? s.words.map(shortened) : [s]).some((item) => {
        const middle = Math.floor((item.start_ms + item.end_ms) / 2)
        return middle >= start_ms && middle < end_ms
      }),
  )
}

/** A word for as long as one lasts at most: a recogniser may stretch one over what it left out. */
function shortened(word: { start_ms: number; end_ms: number }) {
  return { ...word, end_ms: Math.min(word.end_ms, word.start_ms + LONGEST_WORD_MS) }
}

/** What is said in the stretch of a warning, added to the passage before it, else to the one after it. */
export function fill(segments: Segments, { start_ms, end_ms }: TranscriptWarning, said: string): Segments {
  const before = segmentAt(segments, start_ms)
  const at = Math.max(before, 0)
  const host = segments[at]
  const text = said.trim().replace(/\s+/g, ' ')
  if (!host || !text) return segments
  const wider = edits.setTimes(segments, at, Math.min(host.start_ms, start_ms), Math.max(host.end_ms, end_ms))
  return edits.setText(wider, at, before < 0 ? `${text} ${host.text}` : `${host.text} ${text}`)
}

export type Stretch = { start_ms: number; end_ms: number }

/** The end is told in the next full second, so that nothing of the stretch lies after it. */
export const stretchWords = ({ start_ms, end_ms }: Stretch) =>
  `from ${clock(start_ms)} to ${clock(end_ms + 999)}`

export function warningWords({ start_ms, end_ms, reason, text }: TranscriptWarning): string {
  const stretch = stretchWords({ start_ms, end_ms })
  switch (reason) {
    case 'not-understood':
      return `Nothing was understood ${stretch}.`
    case 'repeated':
      return `Nothing was understood ${stretch}: the same words came again and again and were left out (“${text}”).`
    case 'no-speech':
      return `Left out ${stretch}, where nobody seems to speak: “${text}”`
    case 'doubtful-language':
      return `The language is not certain ${stretch}. Documents leave this out.`
  }
}
