/** A stand-in for the server's side of PATCH /transcript: the same operations, the same refusals. */

import type { Operation, Segment, SetSpeaker, Splice, TranscriptChange } from '../src/api/types.ts'
import { squashed } from '../src/logic/alike.ts'
import { replaced } from '../src/logic/find.ts'
import { reachEnd } from '../src/logic/speakers.ts'
import { segment } from './segments.ts'

type ReplaceAll = Extract<Operation, { op: 'replace_all' }>

/** Of operations in a request, and of passages on each side of a splice. */
const MOST = 1000

/** The server does not take these operations, and has done none of them. */
export class Refused extends Error {}

export class Server {
  segments: Segment[]
  readonly said: string[] = []
  #count = 0

  constructor(segments: readonly Segment[]) {
    this.segments = structuredClone([...segments])
  }

  patch(operations: readonly Operation[]): TranscriptChange {
    const old = structuredClone(this.segments)
    const before = new Map(old.map((s) => [s.id, JSON.stringify(s)]))
    if (operations.length > MOST) throw new Refused('too many')
    try {
      for (const operation of operations) this.#apply(operation)
    } catch (error) {
      this.segments = old
      throw error
    }
    const now = new Set(this.segments.map((s) => s.id))
    return {
      version: 1,
      segments: structuredClone(this.segments.filter((s) => before.get(s.id) !== JSON.stringify(s))),
      removed: [...before.keys()].filter((id) => !now.has(id)),
    }
  }

  #at(id: string): number {
    const at = this.segments.findIndex((s) => s.id === id)
    if (at < 0) throw new Refused(`no segment ${id}`)
    return at
  }

  #apply(o: Operation): void {
    this.said.push(o.op)
    if (o.op === 'splice') return this.#splice(o)
    if (o.op === 'rename_speaker') throw new TypeError('not here')
    if (o.op === 'replace_all') return this.#replaceAll(o)
    const at = this.#at(o.segment_id)
    const it = this.segments[at]!
    const next = this.segments[at + 1]
    if (o.op === 'set_text') {
      const like = segment(it.id, it.start_ms, o.text)
      const scale = (it.end_ms - it.start_ms) / (like.end_ms - like.start_ms)
      const moved = (ms: number) => Math.round(it.start_ms + (ms - it.start_ms) * scale)
      it.words = like.words.map((w) => ({ ...w, start_ms: moved(w.start_ms), end_ms: moved(w.end_ms) }))
      it.text = o.text
    } else if (o.op === 'split') {
      const left = it.words.filter((w) => w.start_ms + w.end_ms < 2 * o.at_ms)
      const right = it.words.slice(left.length)
      if (left.length === 0 || right.length === 0) throw new Refused('no words on one side')
      const id = `server-${(this.#count += 1)}`
      const text = (words: Segment['words']) => words.map((w) => w.text).join(' ')
      this.segments.splice(at + 1, 0, {
        ...it,
        id,
        start_ms: right[0]!.start_ms,
        words: right,
        text: text(right),
      })
      Object.assign(it, { end_ms: Math.min(left.at(-1)!.end_ms, o.at_ms), words: left, text: text(left) })
    } else if (o.op === 'merge') {
      if (!next) throw new Refused('nothing to merge with')
      Object.assign(it, {
        text: `${it.text} ${next.text}`,
        words: [...it.words, ...next.words],
        end_ms: next.end_ms,
        speaker: it.speaker || next.speaker,
      })
      this.segments.splice(at + 1, 1)
    } else if (o.op === 'delete') {
      if (this.segments.length === 1) throw new Refused('the only segment')
      this.segments.splice(at, 1)
    } else if (o.op === 'set_times') {
      const before = this.segments[at - 1]
      if (before && o.start_ms < Math.min(before.end_ms, it.start_ms))
        throw new Refused('overlaps the one before')
      if (next && o.end_ms > Math.max(next.start_ms, it.end_ms)) throw new Refused('overlaps the one after')
      Object.assign(it, { start_ms: o.start_ms, end_ms: o.end_ms })
    } else this.#setSpeaker(o, at)
  }

  #replaceAll({ find, replace, match_case = false, whole_word = false }: ReplaceAll): void {
    const options = { matchCase: match_case, wholeWord: whole_word }
    for (const it of this.segments) it.text = squashed(replaced(it.text, find, replace, options))
    this.segments = this.segments.filter((s) => s.text !== '')
    if (this.segments.length === 0) throw new Refused('nothing would be left')
  }

  #setSpeaker({ speaker_id = null, speaker = null, until }: SetSpeaker, at: number): void {
    const end = reachEnd(this.segments, at, until ?? 'passage')
    for (const said of this.segments.slice(at, end)) Object.assign(said, { speaker_id, speaker })
  }

  #splice({ remove, insert }: Splice): void {
    if (Math.max(remove.length, insert.length) > MOST) throw new Refused('too many')
    const at = remove[0]
      ? this.#at(remove[0])
      : this.segments.findIndex((s) => s.start_ms > insert[0]!.start_ms)
    const place = at < 0 ? this.segments.length : at
    const removed = this.segments.slice(place, place + remove.length)
    if (removed.some((s, i) => s.id !== remove[i])) throw new Refused('no neighbours')
    const gone = new Set(remove)
    const taken = new Set(this.segments.flatMap((s) => (gone.has(s.id) ? [] : s.id)))
    if (insert.some((s) => taken.has(s.id) || !s.text.trim() || s.end_ms <= s.start_ms))
      throw new Refused('refused')
    this.#checkTimes(insert, removed, this.segments[place - 1], this.segments[place + removed.length])
    const after = insert.map(({ speaker = null, speaker_id = null, ...passage }, i) => {
      const asked = 'speaker' in insert[i]! || 'speaker_id' in insert[i]!
      const before = asked ? null : (removed.find((s) => s.id === passage.id) ?? removed[0])
      const like = segment(passage.id, passage.start_ms, passage.text.trim().replace(/\s+/g, ' '))
      return {
        ...like,
        end_ms: passage.end_ms,
        speaker: before ? before.speaker : speaker,
        speaker_id: before ? before.speaker_id : speaker_id,
      }
    })
    this.segments.splice(place, remove.length, ...after)
  }

  /** A passage fits between its neighbours; an overlap that was there may stay, not grow. */
  #checkTimes(
    insert: Splice['insert'],
    removed: readonly Segment[],
    before: Segment | undefined,
    after: Segment | undefined,
  ): void {
    const first = insert[0]
    const last = insert.at(-1)
    if (!first || !last) return
    const overlap = Math.max(0, ...removed.slice(1).map((s, i) => removed[i]!.end_ms - s.start_ms))
    const isTooEarly = (s: Splice['insert'][number], i: number) =>
      s.start_ms < Math.max(insert[i]!.start_ms, insert[i]!.end_ms - overlap)
    if (insert.slice(1).some(isTooEarly)) throw new Refused('overlaps the one before')
    if (before && first.start_ms < Math.min(before.end_ms, ...removed.map((s) => s.start_ms)))
      throw new Refused('overlaps the one before')
    if (after && last.end_ms > Math.max(after.start_ms, ...removed.map((s) => s.end_ms)))
      throw new Refused('overlaps the one after')
  }
}
