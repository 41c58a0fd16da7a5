/** Who speaks in which passage: told apart, set for a stretch, counted. */

import type { Segment, Speaker } from '../api/types.ts'

type Segments = readonly Segment[]

/** Somebody who speaks. `id` is null until the server knows of them. */
export type Voice = { id: string | null; name: string }

/** How far a name goes: this passage, as long as the one who speaks here goes on, or to the end. */
export type Reach = 'passage' | 'next_speaker' | 'end'

/** `tone` is the number of their colour and sign. */
export type Listed = Voice & { isNamed: boolean; spokenMs: number; passages: number; tone: number }

export const TONES = 8
const toneOf = (number: number) => (number - 1) % TONES

export const voiceOf = (s: Segment): Voice | null =>
  s.speaker ? { id: s.speaker_id ?? null, name: s.speaker } : null

/** What a passage says of its speaker. */
export const spokenBy = (voice: Voice | null) => ({
  speaker: voice?.name ?? null,
  speaker_id: voice?.id ?? null,
})

/** By id where both have one: names change, and two may bear the same. */
export function sameVoice(a: Voice | null, b: Voice | null): boolean {
  if (!a || !b) return a === b
  return a.id && b.id ? a.id === b.id : a.name === b.name
}

export const sameSpeaker = (a: Segment, b: Segment) => sameVoice(voiceOf(a), voiceOf(b))

/** Where a reach from this passage ends, as the index after its last one. */
export function reachEnd(segments: Segments, at: number, reach: Reach): number {
  if (reach === 'passage') return at + 1
  if (reach === 'end') return segments.length
  const next = segments.findIndex((s, i) => i > at && !sameSpeaker(s, segments[at]!))
  return next < 0 ? segments.length : next
}

export function setSpeaker(
  segments: Segments,
  at: number,
  voice: Voice | null,
  reach: Reach = 'passage',
): Segments {
  if (!segments[at]) return segments
  const end = reachEnd(segments, at, reach)
  const isOther = (s: Segment, i: number) => i >= at && i < end && !sameVoice(voiceOf(s), voice)
  if (!segments.some(isOther)) return segments
  return segments.map((s, i) => (isOther(s, i) ? { ...s, ...spokenBy(voice) } : s))
}

/** Somebody that the server knows, with the number of their colour and sign. */
export type Known = Voice & { tone: number }

export const knownVoices = (speakers: readonly Speaker[]): Known[] =>
  speakers.map(({ id, name, number }) => ({ id, name, tone: toneOf(number) }))

/** Everyone that the server knows, in its order, then whom a person has just named. Whoever says nothing is left out. */
export function listed(segments: Segments, known: readonly Speaker[]): Listed[] {
  const all = known.map(({ number, is_named, ...voice }) => newcomer(voice, is_named, number))
  const byKey = new Map(all.map((one) => [keyOf(one), one]))
  let last = Math.max(0, ...known.map(({ number }) => number))
  for (const segment of segments) {
    const voice = voiceOf(segment)
    if (!voice) continue
    let one = byKey.get(keyOf(voice)) ?? all.find((other) => sameVoice(other, voice))
    if (!one) all.push((one = newcomer(voice, true, (last += 1))))
    byKey.set(keyOf(voice), one)
    one.passages += 1
    one.spokenMs += segment.end_ms - segment.start_ms
  }
  return all.filter((one) => one.passages > 0)
}

const keyOf = ({ id, name }: Voice) => (id ? `id ${id}` : `name ${name}`)

function newcomer({ id, name }: Voice, isNamed: boolean, number: number): Listed {
  return { id, name, isNamed, spokenMs: 0, passages: 0, tone: toneOf(number) }
}

/** Whether a passage bears the name of who speaks: where that is another one than above, or becomes unknown. */
export function isTurn(segments: Segments, index: number): boolean {
  const segment = segments[index]
  const above = segments[index - 1]
  if (!segment) return false
  return above ? !sameSpeaker(segment, above) : voiceOf(segment) !== null || segments.some(voiceOf)
}

/** "12 minutes", "40 seconds": how long somebody speaks. */
export function spokenWords(ms: number): string {
  const s = Math.round(ms / 1000)
  const [n, unit] =
    s < 90 ? [s, 'second'] : s < 5400 ? [Math.round(s / 60), 'minute'] : [Math.round(s / 3600), 'hour']
  return `${n} ${unit}${n === 1 ? '' : 's'}`
}
