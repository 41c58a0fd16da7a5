/** Corrections that are offered for the vocabulary, and what a person has answered. */

import type { Correction } from '../api/types.ts'
import { counted } from './format.ts'

/** What the API takes. */
export const MOST_WORDS = 500
/** Refusals that a browser remembers. */
const MOST_REFUSED = 300

/** As words are compared, whatever their case. */
export const folded = (word: string) => word.normalize('NFC').toLocaleLowerCase()

/** The corrections of a person that nobody has refused. */
export function open(corrections: readonly Correction[], refused: readonly string[]): Correction[] {
  const no = new Set(refused)
  return corrections.filter((one) => !isSeen(one) && !no.has(folded(one.written)))
}

/** The refusals with these words, the latest ones when there are too many. */
export function refuse(refused: readonly string[], words: readonly string[]): string[] {
  return [...new Set([...refused, ...words.map(folded)])].slice(-MOST_REFUSED)
}

/** The vocabulary with a word, as it is when it holds the word already, null when it is full. */
export function withWord(words: readonly string[], word: string): readonly string[] | null {
  if (words.some((known) => folded(known) === folded(word))) return words
  return words.length < MOST_WORDS ? [...words, word] : null
}

/** The offer, and what it is good for, which a small screen has no room for. */
export function offerWords(offers: readonly Correction[]): { what: string; why: string } {
  const [first] = offers
  return offers.length === 1 && first
    ? { what: `Add “${first.written}” to your vocabulary`, why: ', so that documents spell it right' }
    : {
        what: `Add these ${counted(offers.length, 'word')} to your vocabulary`,
        why: ', so that documents spell them right',
      }
}

/** What stood there, for the person to recognise it by. */
export function heardWords({ heard, count }: Correction): string {
  return count > 1 ? `heard as “${heard}”, ${count} times corrected` : `heard as “${heard}”`
}

/** A correction that a screen of the recording suggests. */
export type SeenCorrection = Correction & { seen: NonNullable<Correction['seen']> }

export const isSeen = (correction: Correction): correction is SeenCorrection => correction.seen != null

/** What a person's answer is remembered by. */
export const seenKey = ({ heard, written }: Correction) => folded(`${heard} → ${written}`)

/** The offer of a correction that a screen suggests. */
export function seenWords({ heard, written, count }: Correction): string {
  const where = count > 1 ? `stands ${count} times` : 'stands'
  return `The screen says “${written}” where “${heard}” ${where}.`
}
