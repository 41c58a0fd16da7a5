/** What a person edited, as splices for the server. The passages that an edit touched are recorded by their ids. */

import type { Operation, Passage, Segment, SetSpeaker, Splice, TranscriptChange } from '../api/types.ts'
import { sameWords, squashed } from './alike.ts'
import { spliceBetween } from './history.ts'
import { sameSpeaker, spokenBy, voiceOf, type Voice } from './speakers.ts'

type Segments = readonly Segment[]

/** A stretch that was edited: neighbours as the server holds them, and the neighbours that stand there now. */
export type Edit = { was: Segment[]; is: Segment[] }

/** An edit, and the place in what the server holds at which it begins. */
export type Placed = Edit & { at: number }

/** Of passages, which the server takes on each side of a splice, and of text in one request: with three bytes a
 *  character, and the longest names, that stays under the 1 MiB that the server takes. */
const MOST_PASSAGES = 1000
const MOST_CHARACTERS = 150_000

/** The ids of the passages that an edit added, removed or changed: the others are the same objects. */
export function touchedBy(before: Segments, after: Segments): string[] {
  const { removed, added } = spliceBetween(before, after)
  const gone = new Set(removed)
  const fresh = new Set(added)
  return [...removed.filter((s) => !fresh.has(s)), ...added.filter((s) => !gone.has(s))].map((s) => s.id)
}

/**
 * The stretches that lead from what the server holds to what is seen. `touched` passages are in one of them;
 * every other one stands in both lists.
 */
export function editsOf(held: Segments, seen: Segments, touched: ReadonlySet<string>): Placed[] {
  const inHeld = new Set(held.map((s) => s.id))
  const inSeen = new Set(seen.map((s) => s.id))
  const edits: Placed[] = []
  let edit: Placed = { at: 0, was: [], is: [] }
  const isEmpty = () => edit.was.length === 0 && edit.is.length === 0
  const end = () => {
    if (!isEmpty()) edits.push(edit)
    edit = { at: 0, was: [], is: [] }
  }
  // Ids of both lists that only one side of the edit has: somebody moved a passage past another.
  const open = new Set<string>()
  const meet = ({ id }: Segment, others: ReadonlySet<string>) => {
    if (others.has(id) && !open.delete(id)) open.add(id)
  }
  for (let h = 0, s = 0; h < held.length || s < seen.length;) {
    const was = held[h]
    const is = seen[s]
    if (open.size === 0 && was && is && was.id === is.id) {
      if (!touched.has(was.id) || areApart(edit, was, is)) end()
      if (touched.has(was.id)) {
        if (isEmpty()) edit.at = h
        edit.was.push(was)
        edit.is.push(is)
      }
      h += 1
      s += 1
      continue
    }
    if (isEmpty()) edit.at = h
    const isGone = was && !inSeen.has(was.id)
    const isNew = is && !inHeld.has(is.id)
    if (was && (isGone || !isNew)) {
      edit.was.push(was)
      meet(was, inSeen)
      h += 1
    }
    if (is && (isNew || !isGone)) {
      edit.is.push(is)
      meet(is, inHeld)
      s += 1
    }
  }
  end()
  return edits
}

/**
 * Whether a passage can be saved apart from the edit before it: no border between them was moved from both sides,
 * and the edit does not reach into the passage.
 */
function areApart(edit: Edit, was: Segment, is: Segment): boolean {
  const before = edit.was.at(-1)
  const now = edit.is.at(-1)
  if (!before || !now) return false
  if (before.end_ms === now.end_ms) return true
  return was.start_ms === is.start_ms && now.end_ms <= Math.max(before.end_ms, was.start_ms)
}

/** Whether the server holds this already. It keeps single spaces. */
export const isNothing = ({ was, is }: Edit) =>
  was.length === is.length && was.every((s, i) => s.id === is[i]!.id && sameWords(s, is[i]!))

/** Whether a passage is being emptied: the edit waits until it has a text, or is deleted. */
export const isWaiting = ({ is }: Edit) => is.some((s) => squashed(s.text) === '')

/** Whether an edit holds anything that the server should have: not if passages are empty now and nothing else. */
export function isWork(edit: Edit): boolean {
  if (!isWaiting(edit)) return !isNothing(edit)
  const { was, is } = edit
  const isKept = (s: Segment, i: number) =>
    s.id === is[i]!.id && (!squashed(is[i]!.text) || sameWords(s, is[i]!))
  return was.length !== is.length || !was.every(isKept)
}

/** The edits that go with the next request. */
export function nextRound<E extends Edit>(edits: readonly E[]): E[] {
  let passages = 0
  let characters = 0
  const round: E[] = []
  for (const edit of edits) {
    if (isWaiting(edit) || isNothing(edit)) continue
    passages += Math.max(edit.was.length, edit.is.length)
    characters += edit.is.reduce((sum, s) => sum + s.text.length, 0)
    if (round.length > 0 && (passages > MOST_PASSAGES || characters > MOST_CHARACTERS)) break
    round.push(edit)
  }
  return round
}

/** The operations of an edit, for one request. One of more passages than a splice takes is done in parts. */
export function splicesOf({ was, is }: Edit): Splice[] {
  const [removed = [], ...alsoRemoved] = chunks(was)
  const [added = [], ...alsoAdded] = chunks(is)
  return [
    ...alsoRemoved.map((part) => splice(part, [])),
    splice(removed, added),
    ...alsoAdded.map((part) => splice([], part)),
  ]
}

function chunks<T>(list: readonly T[]): T[][] {
  const count = Math.ceil(list.length / MOST_PASSAGES)
  return Array.from({ length: count }, (_, i) => list.slice(i * MOST_PASSAGES, (i + 1) * MOST_PASSAGES))
}

function splice(was: Segments, is: Segments): Splice {
  const before = new Map(was.map((s) => [s.id, s]))
  const passage = (segment: Segment): Passage => {
    const { id, start_ms, end_ms } = segment
    const held = before.get(id)
    // Whoever speaks goes on, also where somebody gave them another id in the meantime.
    const speaker = held && sameSpeaker(held, segment) ? {} : who(voiceOf(segment))
    return { id, text: squashed(segment.text), start_ms, end_ms, ...speaker }
  }
  return { op: 'splice', remove: was.map((s) => s.id), insert: is.map(passage) }
}

/** Whom the server does not know yet, it gets to know by name. */
const who = (voice: Voice | null) => (voice?.id ? { speaker_id: voice.id } : { speaker: voice?.name ?? null })

export const speakerOperation = (segment_id: string, voice: Voice | null): SetSpeaker => ({
  op: 'set_speaker',
  segment_id,
  ...who(voice),
})

/** The server's segments after these operations. New ones stand where a splice has put them, whatever their time. */
export function applyChange(
  base: Segments,
  change: Pick<TranscriptChange, 'segments' | 'removed'>,
  operations: readonly Operation[],
): Segment[] {
  const order = base.map(({ id, start_ms }) => ({ id, start_ms }))
  for (const operation of operations) {
    if (operation.op !== 'splice') continue
    const { remove, insert } = operation
    const isPlace = remove[0]
      ? (s: { id: string }) => s.id === remove[0]
      : (s: { start_ms: number }) => s.start_ms > insert[0]!.start_ms
    const at = order.findIndex(isPlace)
    order.splice(at < 0 ? order.length : at, remove.length, ...insert)
  }
  const gone = new Set(change.removed)
  const now = new Map([...base, ...change.segments].map((s) => [s.id, s]))
  return order.flatMap(({ id }) => (gone.has(id) ? [] : (now.get(id) ?? [])))
}

/** The passages that are seen, with the times of words, and the names, that the server gave to those of the same text. */
export function withWordsOf(changed: Segments, seen: Segments): Segment[] {
  const byId = new Map(changed.map((s) => [s.id, s]))
  return seen.map((mine) => {
    const their = byId.get(mine.id)
    if (!their || their.text !== mine.text) return mine
    const who = sameSpeaker(their, mine) ? spokenBy(voiceOf(their)) : {}
    return { ...mine, words: their.words, ...who }
  })
}
