/** Terms of the vocabulary in a transcript: where one may have been said, and where one stands for what was heard. */

import type { Segment } from '../api/types.ts'
import { setText } from './edits.ts'
import { folded } from './offers.ts'
import { placeWords, type PlacedWord } from './timing.ts'

/** Words of a passage, and those that may stand there instead. Times in milliseconds of the recording. */
export type TermPlace = {
  segment: number
  from: number
  to: number
  start_ms: number
  end_ms: number
  there: string
  instead: string
}

/** What stands around a word without being of it, as the server cuts it off: a possessive, too. */
const BEFORE = /^[^\p{L}\p{N}]*/u
const AFTER = /(?:['’]s)?[^\p{L}\p{N}]*$/iu

/** Where a term may have been said: adjacent words that may be the same one are one place. */
export function termQuestions(segments: readonly Segment[]): TermPlace[] {
  return segments.flatMap((segment, at) => {
    if (!segment.words.some((word) => word.maybe)) return []
    return runs(segment, (last, next) => Boolean(next.maybe) && next.maybe === last.maybe)
      .filter(([first]) => first.maybe)
      .map((run) => placeOf(segment, at, run, run[0].maybe!))
      .map(withoutSigns)
      .filter((place) => !holds(segment.text, place))
  })
}

/** Where a term came for what was heard in a passage, and still stands. */
export function replacedByTerms(segment: Segment, at: number): TermPlace[] {
  if (!segment.words.some((word) => word.heard)) return []
  return runs(segment, (last, next) => next.heard === '' && last.heard !== undefined)
    .filter(([first]) => first.heard)
    .map((run) => placeOf(segment, at, run, run[0].heard!))
    .filter((place) => !holds(segment.text, place))
}

type Run = [PlacedWord, ...PlacedWord[]]

function runs(segment: Segment, goesOn: (last: PlacedWord, next: PlacedWord) => boolean): Run[] {
  const found: Run[] = []
  for (const word of placeWords(segment)) {
    const last = found.at(-1)
    if (last && goesOn(last.at(-1)!, word)) last.push(word)
    else found.push([word])
  }
  return found
}

function placeOf({ text }: Segment, segment: number, run: Run, instead: string): TermPlace {
  const { from, start_ms } = run[0]
  const { to, end_ms } = run.at(-1)!
  return { segment, from, to, start_ms, end_ms, there: text.slice(from, to), instead }
}

/** What would be asked where a term stands, once what was heard is put back. */
export const askedAfter = (place: TermPlace): TermPlace =>
  withoutSigns({ ...place, there: place.instead, instead: withoutSigns(place).there })

function withoutSigns(place: TermPlace): TermPlace {
  const rest = place.there.replace(BEFORE, '')
  const there = rest.replace(AFTER, '') || rest
  const from = place.from + place.there.length - rest.length
  return { ...place, from, to: from + there.length, there }
}

/** Whether a person has written there already what may stand instead: words of it that stay tell so no longer. */
function holds(text: string, { from, to, instead }: TermPlace): boolean {
  for (let at = text.indexOf(instead); at >= 0; at = text.indexOf(instead, at + 1))
    if (at < to && from < at + instead.length) return true
  return false
}

/** The transcript with other words in these places; one whose words are gone is left as it is. */
export function written(segments: readonly Segment[], places: readonly TermPlace[]): readonly Segment[] {
  const fromTheEnd = places.toSorted((a, b) => b.segment - a.segment || b.from - a.from)
  return fromTheEnd.reduce((now, { segment, from, to, there, instead }) => {
    const text = now[segment]?.text ?? ''
    if (text.slice(from, to) !== there) return now
    return setText(now, segment, text.slice(0, from) + instead + text.slice(to))
  }, segments)
}

/** All places where the same words may be the same term. */
export function alike(places: readonly TermPlace[], one: TermPlace): TermPlace[] {
  return places.filter((place) => wordsKey('', place) === wordsKey('', one))
}

/** By what an answer is remembered: for one place, and for all with the same words. */
export const placeKey = (project: string, place: TermPlace) => `${wordsKey(project, place)}|${place.start_ms}`
export const wordsKey = (project: string, { instead, there }: TermPlace) =>
  folded([project, instead, there].join('|'))

/** The places that nobody has said no to. */
export function unanswered(
  places: readonly TermPlace[],
  project: string,
  refused: readonly string[],
): TermPlace[] {
  const done = new Set(refused)
  return places.filter((place) => !done.has(placeKey(project, place)) && !done.has(wordsKey(project, place)))
}

/** Characters of a passage that are shown on either side of a place. */
const AROUND = 40

/** What stands before and behind a place, in whole words. */
export function around(text: string, { from, to }: TermPlace): { before: string; after: string } {
  const before = text.slice(0, from)
  const after = text.slice(to)
  const short = (side: string, cut: () => string) => (side.length <= AROUND ? side : cut())
  return {
    before: short(before, () => `… ${before.slice(-AROUND).replace(/^\S*\s+/, '')}`),
    after: short(after, () => `${after.slice(0, AROUND).replace(/\s+\S*$/, '')} …`),
  }
}
