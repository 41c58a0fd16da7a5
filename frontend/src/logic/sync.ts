/**
 * What must be said to the server so that it holds what the person sees.
 * `base` is what the server held last, `local` what the person sees.
 */

import type { Operation, Segment, SetSpeaker, TranscriptChange } from '../api/types.ts'
import { inOrder, squashed } from './alike.ts'
import { joined } from './edits.ts'
import { sameSpeaker, spokenBy, voiceOf, type Voice } from './speakers.ts'

type Segments = readonly Segment[]

export type Plan = {
  operations: Operation[]
  /** For each split of this round the server id that is cut, and the local ids of its two halves. */
  halves: Map<string, readonly [first: string, second: string]>
}

/** Of text in one round: with three bytes for each it stays under what the server takes at once. */
const MOST_CHARACTERS = 250_000

/**
 * The next round of operations. Segments that only a split can make come first, in a round of their own,
 * since only the answer tells their ids. `real` maps ids made here to the server's.
 */
export function plan(base: Segments, local: Segments, real: ReadonlyMap<string, string>, most = 200): Plan {
  const idOf = (s: Segment) => real.get(s.id) ?? s.id
  const known = new Map(base.map((s) => [s.id, s]))
  const splits = planSplits(local, known, idOf, most)
  if (splits.operations.length > 0) return splits
  const kept = new Set(local.map(idOf))
  const operations: Operation[] = []
  const merged = planMerges(base, local, kept, idOf, operations)
  for (const segment of base) {
    if (operations.length >= most) break
    const gone = !kept.has(segment.id) && !merged.swallowed.has(segment.id)
    if (gone) operations.push({ op: 'delete', segment_id: segment.id })
  }
  const later: Operation[] = []
  for (const segment of local) {
    if (operations.length + later.length >= most || charactersOf(operations) >= MOST_CHARACTERS) break
    const id = idOf(segment)
    const held = merged.get(id) ?? known.get(id)
    if (held) planFields(base, held, { ...segment, id }, operations, later)
  }
  return { operations: [...operations, ...later], halves: new Map() }
}

function charactersOf(operations: readonly Operation[]): number {
  return operations.reduce((sum, operation) => sum + ('text' in operation ? operation.text.length : 0), 0)
}

function planSplits(
  local: Segments,
  known: Map<string, Segment>,
  idOf: (s: Segment) => string,
  most: number,
): Plan {
  const operations: Operation[] = []
  const halves: Plan['halves'] = new Map()
  const first = local.find((s) => known.has(idOf(s)))
  let host: Segment | null = null
  for (const segment of local) {
    if (operations.length >= most) break
    if (known.has(idOf(segment))) {
      host = segment
      continue
    }
    const cut = host ?? first
    const held = cut && known.get(idOf(cut))
    if (!cut || !held || halves.has(held.id)) continue
    const at_ms = placeToCut(held, segment.start_ms)
    if (at_ms === null) {
      // Too few words to cut: it gets some first, and what it shall say in a later round.
      const text =
        cut.text.trim().includes(' ') && cut.text.trim() !== held.text
          ? cut.text.trim()
          : `${held.text} ${held.text}`
      operations.push({ op: 'set_text', segment_id: held.id, text })
    } else operations.push({ op: 'split', segment_id: held.id, at_ms })
    // What stands before everything that the server knows takes the first half.
    halves.set(held.id, host ? [cut.id, segment.id] : [segment.id, cut.id])
  }
  return { operations, halves }
}

/** A moment with words on both sides, as near to the wanted one as there is; null when there is none. */
function placeToCut({ words, start_ms, end_ms, text }: Segment, wanted: number): number | null {
  const inside = (ms: number) => Math.min(end_ms - 1, Math.max(start_ms + 1, ms))
  if (end_ms - start_ms < 2) return null
  if (words.length === 0)
    return text.trim().includes(' ') ? inside(wanted >= end_ms ? (start_ms + end_ms) / 2 : wanted) | 0 : null
  const middle = (i: number) => (words[i]!.start_ms + words[i]!.end_ms) / 2
  const places = words
    .map((word, i) => ({ ms: word.start_ms, i }))
    .filter(({ ms, i }) => i > 0 && ms > middle(i - 1) && ms > start_ms && ms < end_ms)
  const nearest = places.toSorted((a, b) => Math.abs(a.ms - wanted) - Math.abs(b.ms - wanted))[0]
  return nearest ? nearest.ms : null
}

class Merged extends Map<string, Segment> {
  readonly swallowed = new Set<string>()
}

function planMerges(
  base: Segments,
  local: Segments,
  kept: ReadonlySet<string>,
  idOf: (s: Segment) => string,
  operations: Operation[],
): Merged {
  const wanted = new Map(local.map((s) => [idOf(s), s]))
  const merged = new Merged()
  base.forEach((first, i) => {
    const target = wanted.get(first.id)
    const next = base[i + 1]
    if (!target || !next || kept.has(next.id)) return
    const text = joined(first.text, next.text)
    if (!target.text.startsWith(text.slice(0, first.text.length + 1))) return
    operations.push({ op: 'merge', segment_id: first.id })
    merged.swallowed.add(next.id)
    const end_ms = Math.max(first.end_ms, next.end_ms)
    merged.set(first.id, { ...first, text, end_ms, ...spokenBy(voiceOf(first) ?? voiceOf(next)) })
  })
  return merged
}

/**
 * A segment that only grows into free room does so before its text is set, since new words take their times
 * from it. The times of what moves to the right go last, from the end on: nothing may overlap in between.
 */
function planFields(
  base: Segments,
  held: Segment,
  wanted: Segment,
  now: Operation[],
  later: Operation[],
): void {
  const { id, start_ms, end_ms } = wanted
  const times: Operation = { op: 'set_times', segment_id: id, start_ms, end_ms }
  const isMoved = start_ms !== held.start_ms || end_ms !== held.end_ms
  const grows = isMoved && growsIntoRoom(base, held, wanted)
  if (grows) now.push(times)
  const text = squashed(wanted.text)
  if (text && text !== squashed(held.text)) now.push({ op: 'set_text', segment_id: id, text })
  if (!sameSpeaker(wanted, held)) now.push(speakerOperation(id, voiceOf(wanted)))
  if (!isMoved || grows) return
  if (end_ms > held.end_ms) later.unshift(times)
  else now.push(times)
}

/** Whom the server does not know yet, it gets to know by name. */
export function speakerOperation(segment_id: string, voice: Voice | null): SetSpeaker {
  const who = voice?.id ? { speaker_id: voice.id } : { speaker: voice?.name ?? null }
  return { op: 'set_speaker', segment_id, ...who }
}

function growsIntoRoom(base: Segments, held: Segment, wanted: Segment): boolean {
  if (wanted.start_ms > held.start_ms || wanted.end_ms < held.end_ms) return false
  const at = base.findIndex((s) => s.id === wanted.id)
  const before = base[at - 1]?.end_ms ?? 0
  const after = base[at + 1]?.start_ms ?? Infinity
  return at >= 0 && wanted.start_ms >= before && wanted.end_ms <= after
}

/** The server's segments after a change. New ones go where their time puts them. */
export function applyChange(
  base: Segments,
  change: Pick<TranscriptChange, 'segments' | 'removed'>,
): Segment[] {
  const gone = new Set(change.removed)
  const changed = new Map(change.segments.map((s) => [s.id, s]))
  const result = base.filter((s) => !gone.has(s.id)).map((s) => changed.get(s.id) ?? s)
  const ids = new Set(result.map((s) => s.id))
  const added = change.segments.filter((s) => !ids.has(s.id) && !gone.has(s.id))
  return added.length === 0 ? result : inOrder([...result, ...added])
}

/** What the local ids of the halves are called on the server, after a change that held their splits. */
export function nameHalves(
  base: Segments,
  change: TranscriptChange,
  halves: Plan['halves'],
): Map<string, string> {
  const known = new Set(base.map((s) => s.id))
  const fresh = inOrder(change.segments.filter((s) => !known.has(s.id)))
  const hosts = inOrder(base.filter((s) => halves.has(s.id)))
  const names = new Map<string, string>()
  if (fresh.length !== hosts.length) return names
  hosts.forEach((host, i) => {
    const [first, second] = halves.get(host.id)!
    names.set(first, host.id)
    names.set(second, fresh[i]!.id)
  })
  return names
}
