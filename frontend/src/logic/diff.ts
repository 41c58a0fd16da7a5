/** A comparison of two texts, by lines and then by words. */

import { diffArrays } from 'diff'

export type Piece = { kind: 'same' | 'added' | 'removed'; text: string }

/** How many edits jsdiff looks for in one stretch. Its time grows with the square: 500 take about 0.1 s. */
const MOST_EDITS = 500

/** How long it looks for edits in the whole comparison. */
const MOST_MS = 2_000

/** Compare by lines first, then by words in the lines that changed. A stretch that differs too much is marked whole. */
export function compare(before: string, after: string): Piece[] {
  const pieces: Piece[] = []
  const deadline = Date.now() + MOST_MS
  for (const { same, old, now } of stretches(lines(before), lines(after), deadline)) {
    if (same) add(pieces, 'same', now.join(''))
    else for (const piece of compareWords(old, now, deadline)) add(pieces, piece.kind, piece.text)
  }
  return pieces
}

/** Markdown whose pictures are their captions: an address that is signed anew each time is no change. */
export const withoutAddresses = (markdown: string) =>
  markdown.replace(/!\[((?:\\.|[^[\]\\])*)\]\(<[^<>]*>\)/g, '[$1]')

const lines = (text: string) => text.match(/[^\n]*\n|[^\n]+/g) ?? []
const words = (text: string) => text.match(/\s+|[^\s]+/g) ?? []

/** Lines that stayed, or that were replaced by others. */
type Stretch = { same: boolean; old: string[]; now: string[] }

/** Divides two lists of lines at lines that occur once in each, so that jsdiff only sees what is between them. */
function stretches(before: string[], after: string[], deadline: number): Stretch[] {
  const found: Stretch[] = []
  const put = (same: boolean, old: string[], now: string[]) => {
    const last = found.at(-1)
    if (last?.same === same) {
      for (const line of old) last.old.push(line)
      for (const line of now) last.now.push(line)
    } else if (old.length > 0 || now.length > 0) found.push({ same, old: [...old], now: [...now] })
  }
  let [oldFrom, nowFrom] = [0, 0]
  for (const [oldTo, nowTo] of [...anchors(before, after), [before.length, after.length] as const]) {
    between(before.slice(oldFrom, oldTo), after.slice(nowFrom, nowTo), deadline, put)
    put(true, before.slice(oldTo, oldTo + 1), after.slice(nowTo, nowTo + 1))
    ;[oldFrom, nowFrom] = [oldTo + 1, nowTo + 1]
  }
  return found
}

function between(
  old: string[],
  now: string[],
  deadline: number,
  put: (same: boolean, old: string[], now: string[]) => void,
) {
  if (old.length === 0 || now.length === 0) return put(false, old, now)
  const changes = diffArrays(old, now, limits(deadline))
  if (!changes) return put(false, old, now)
  for (const { added, removed, value } of changes)
    put(!added && !removed, added ? [] : value, removed ? [] : value)
}

/** Pairs of places with the same line, which occurs once in each list. Both places rise from pair to pair. */
function anchors(before: string[], after: string[]): (readonly [number, number])[] {
  const places = uniquePlaces(after)
  const pairs = [...uniquePlaces(before)].flatMap(([line, i]) => {
    const j = places.get(line)
    return j === undefined ? [] : [[i, j] as const]
  })
  return longestRise(pairs)
}

function uniquePlaces(list: string[]): Map<string, number> {
  const places = new Map<string, number>()
  const repeated = new Set<string>()
  list.forEach((line, i) => (places.has(line) ? repeated.add(line) : places.set(line, i)))
  for (const line of repeated) places.delete(line)
  return places
}

/** The longest selection of pairs, in their order, whose second numbers rise: patience sorting. */
function longestRise(pairs: (readonly [number, number])[]): (readonly [number, number])[] {
  const ends: number[] = [] // by length minus one: the pair with the lowest second number that ends such a rise
  const previous: number[] = []
  pairs.forEach(([, j], at) => {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (pairs[ends[middle]!]![1] < j) low = middle + 1
      else high = middle
    }
    previous.push(low > 0 ? ends[low - 1]! : -1)
    ends[low] = at
  })
  const rise: (readonly [number, number])[] = []
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at]!) rise.push(pairs[at]!)
  return rise.reverse()
}

const limits = (deadline: number) => ({ maxEditLength: MOST_EDITS, timeout: deadline - Date.now() })

function compareWords(old: string[], now: string[], deadline: number): Piece[] {
  const changes = diffArrays(words(old.join('')), words(now.join('')), limits(deadline))
  if (changes)
    return changes.map(({ added, removed, value }) => ({
      kind: added ? 'added' : removed ? 'removed' : 'same',
      text: value.join(''),
    }))
  // As many lines as before were most likely changed one by one.
  if (old.length === now.length && old.length > 1)
    return old.flatMap((line, i) => compareWords([line], [now[i]!], deadline))
  return [
    { kind: 'removed', text: old.join('') },
    { kind: 'added', text: now.join('') },
  ]
}

function add(pieces: Piece[], kind: Piece['kind'], text: string): void {
  const last = pieces.at(-1)
  if (last?.kind === kind) last.text += text
  else if (text) pieces.push({ kind, text })
}
