/**
 * What must be said to the server so that it holds what the person sees, and what to do when somebody
 * else was faster. `base` is what the server held last, `local` what the person sees.
 */

import type { Operation, Segment, TranscriptChange } from '../api/types.ts'
import { joined } from './edits.ts'

type Segments = readonly Segment[]

const speakerOf = (s: Segment) => s.speaker ?? null

/** The server keeps single spaces. */
const squashed = (text: string) => text.trim().replace(/\s+/g, ' ')

function sameWords(a: Segment, b: Segment): boolean {
  return (
    squashed(a.text) === squashed(b.text) &&
    a.start_ms === b.start_ms &&
    a.end_ms === b.end_ms &&
    speakerOf(a) === speakerOf(b)
  )
}

export type Plan = {
  operations: Operation[]
  /** For each split of this round the server id that is cut, and the local ids of its two halves. */
  halves: Map<string, readonly [first: string, second: string]>
}

/**
 * The next round of operations. Segments that only a split can make come first, in a round of their own,
 * since only the answer tells their ids. `real` maps ids made here to the server's.
 */
export function plan(base: Segments, local: Segments, real: ReadonlyMap<string, string>, most = 200): Plan {
  const idOf = (s: Segment) => real.get(s.id) ?? s.id
  const known = new Map(base.map((s) => [s.id, s]))
  const splits = planSplits(local, known, idOf)
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
    if (operations.length + later.length >= most) break
    const id = idOf(segment)
    const held = merged.get(id) ?? known.get(id)
    if (held) planFields(id, held, segment, operations, later)
  }
  return { operations: [...operations, ...later], halves: new Map() }
}

function planSplits(local: Segments, known: Map<string, Segment>, idOf: (s: Segment) => string): Plan {
  const operations: Operation[] = []
  const halves: Plan['halves'] = new Map()
  const first = local.find((s) => known.has(idOf(s)))
  let host: Segment | null = null
  for (const segment of local) {
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
    const speaker = first.speaker || next.speaker
    merged.set(first.id, { ...first, text, speaker, end_ms: Math.max(first.end_ms, next.end_ms) })
  })
  return merged
}

/** The times of what moves to the right go last, from the end on: nothing may overlap in between. */
function planFields(id: string, held: Segment, wanted: Segment, now: Operation[], later: Operation[]): void {
  const text = squashed(wanted.text)
  if (text && text !== squashed(held.text)) now.push({ op: 'set_text', segment_id: id, text })
  if (speakerOf(wanted) !== speakerOf(held))
    now.push({ op: 'set_speaker', segment_id: id, speaker: speakerOf(wanted) })
  if (wanted.start_ms === held.start_ms && wanted.end_ms === held.end_ms) return
  const times: Operation = {
    op: 'set_times',
    segment_id: id,
    start_ms: wanted.start_ms,
    end_ms: wanted.end_ms,
  }
  if (wanted.end_ms > held.end_ms) later.unshift(times)
  else now.push(times)
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

function inOrder(segments: Segment[]): Segment[] {
  return segments
    .map((segment, i) => ({ segment, i }))
    .sort((a, b) => a.segment.start_ms - b.segment.start_ms || a.i - b.i)
    .map(({ segment }) => segment)
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

export type Clash = { id: string; mine: Segment | null; theirs: Segment | null }

/**
 * Join two people's work on the same `base`. What only one changed is taken from that one; what both
 * changed stays as mine, and is listed with what theirs was.
 */
export function threeWay(
  base: Segments,
  local: Segments,
  theirs: Segments,
  real: ReadonlyMap<string, string>,
): { segments: Segment[]; clashes: Clash[] } {
  const idOf = (s: Segment) => real.get(s.id) ?? s.id
  const was = new Map(base.map((s) => [s.id, s]))
  const mine = new Map(local.map((s) => [idOf(s), s]))
  const clashes: Clash[] = []
  const result: Segment[] = []
  for (const their of theirs) {
    const before = was.get(their.id)
    const my = mine.get(their.id)
    const theyChanged = !before || !sameWords(before, their)
    if (!my) {
      if (before && !theyChanged) continue
      if (before) clashes.push({ id: their.id, mine: null, theirs: their })
      result.push(their)
      continue
    }
    const iChanged = !before || !sameWords(before, my)
    if (!iChanged) result.push({ ...their, id: my.id })
    else {
      if (theyChanged && !sameWords(my, their)) clashes.push({ id: my.id, mine: my, theirs: their })
      result.push(my)
    }
  }
  const present = new Set(theirs.map((s) => s.id))
  for (const my of local) {
    const id = idOf(my)
    if (present.has(id)) continue
    const before = was.get(id)
    if (before && sameWords(before, my)) continue
    if (before) clashes.push({ id: my.id, mine: my, theirs: null })
    result.push(my)
  }
  return { segments: inOrder(result), clashes }
}
