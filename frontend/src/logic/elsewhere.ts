/** Words that were replaced in the transcript, and where else they stand. */

import type { Correction, Replacement } from '../api/types.ts'
import { findAll } from './find.ts'
import { counted } from './format.ts'
import { isSeen } from './offers.ts'

/** The name of the places: "the title and 3 documents", "the guide"; empty where there is none. */
export function placesWords(title: number, documents: readonly string[]): string {
  const [only] = documents
  const names = [
    title > 0 && 'the title',
    documents.length === 1 ? `the ${only}` : documents.length > 1 && counted(documents.length, 'document'),
  ]
  return names.filter(Boolean).join(' and ')
}

/**
 * The correction that a person made by hand between two looks, as a replacement. Null as long as the words that were
 * heard stand in the transcript: there they may be right.
 */
export function corrected(
  before: readonly Correction[],
  now: readonly Correction[],
  segments: readonly { text: string }[],
): Replacement | null {
  const places = new Map(before.map((one) => [`${one.heard} → ${one.written}`, one.count]))
  const made = now.find(
    (one) =>
      !isSeen(one) &&
      one.count > (places.get(`${one.heard} → ${one.written}`) ?? 0) &&
      findAll(segments, one.heard, { matchCase: false, wholeWord: true }).length === 0,
  )
  return made ? { find: made.heard, replace: made.written, match_case: false, whole_word: true } : null
}
