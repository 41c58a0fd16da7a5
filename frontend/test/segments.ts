import type { Segment } from '../src/api/types.ts'

/** A segment of 900 ms whose words share its time evenly. */
export function segment(id: string, start_ms: number, text: string, speaker: string | null = null): Segment {
  const words = text.split(' ').filter(Boolean)
  const each = Math.floor(900 / Math.max(1, words.length))
  return {
    id,
    start_ms,
    end_ms: start_ms + each * Math.max(1, words.length),
    text,
    speaker,
    language: null,
    speaker_id: null,
    words: words.map((word, i) => ({
      start_ms: start_ms + i * each,
      end_ms: start_ms + (i + 1) * each,
      text: word,
      probability: 0.9,
    })),
  }
}
