/** Brings the server to what one transcript's editor shows, and keeps in the browser what it does not have yet. */

import { call } from '../api/client.ts'
import type { Operation, Segment, Transcript, TranscriptChange } from '../api/types.ts'
import { adopt, drop, keep } from '../drafts/browser.ts'
import { sameLists, sameWords } from '../logic/alike.ts'
import type { Place } from '../logic/drafts.ts'
import { emptyHistory, rebase } from '../logic/history.ts'
import { acknowledge, threeWay, type Sent } from '../logic/join.ts'
import { AGAIN_MS, failureOf, REST_MS, wasRefused, type Saving } from '../logic/saving.ts'
import { sameSpeaker, spokenBy, voiceOf } from '../logic/speakers.ts'
import { applyChange, nameHalves, plan, type Plan } from '../logic/sync.ts'
import { restored, unsaved, type Unsaved, type Work } from '../logic/unsaved.ts'
import type { Store } from '../store.ts'
import type { View } from './view.ts'

const AT_MOST_ROUNDS = 60

/** By what the history tells segments apart. */
const KIND = { same: sameWords, order: (a: Segment, b: Segment) => a.start_ms - b.start_ms }

/** `path` is the transcript's; `project` that of the project. */
export type Edited = { place: Place; name: string; href: string; path: string; project: string }

/** The server's id of a passage. */
export type NameOf = (id: string) => string

/** Something that is not said as an operation; `path` follows that of the project. */
export type Request = { method: 'POST' | 'PATCH'; path: string; body: unknown; idempotencyKey?: string }

export class Saver {
  readonly #edited: Edited
  readonly #view: Store<View>
  readonly #real = new Map<string, string>()
  #base: readonly Segment[]
  #etag: string | null
  /** The request that runs, or whose answer was lost. */
  #sent: Sent | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #running: Promise<void> | null = null
  #closed = false

  constructor(edited: Edited, view: Store<View>, etag: string | null) {
    this.#edited = edited
    this.#view = view
    this.#base = view.get().segments
    this.#etag = etag
  }

  #patch(fields: Partial<View>): void {
    this.#view.set((now) => ({ ...now, ...fields }))
  }

  /** Of what the server is known to hold. */
  get etag(): string | null {
    return this.#etag
  }

  get isSaved(): boolean {
    return this.#view.get().saving === 'saved'
  }

  /** Something was edited: keep it at once, and save it when there is a rest. */
  touched(): void {
    this.#keep()
    if (this.#view.get().saving !== 'saving') this.#patch({ saving: 'unsaved', refusal: null })
    this.#later(REST_MS)
  }

  /** Save and keep nothing any more: the page belongs to somebody else, or to nobody. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #later(ms: number): void {
    clearTimeout(this.#timer)
    if (!this.#closed) this.#timer = setTimeout(() => void this.save(), ms)
  }

  #work(): Work {
    const { segments, clashes } = this.#view.get()
    return { base: this.#base, local: segments, sent: this.#sent, clashes }
  }

  #keep(): void {
    if (this.#closed) return
    const { place, name, href } = this.#edited
    const work = unsaved(this.#work(), this.#real)
    if (work) keep<Unsaved>(place, { work, base: this.#etag, name, href })
    else drop(place)
  }

  /** Take up what this tab or one that is gone left unsaved. Returns whether there was something. */
  async resume(): Promise<boolean> {
    let found = false
    await adopt<Unsaved>(this.#edited.place, ({ work }) => {
      const own = unsaved(this.#work(), this.#real)
      if (this.#closed || JSON.stringify(work) === JSON.stringify(own)) return
      found = true
      const seen = this.#view.get().segments.map((s) => ({ ...s, id: this.#real.get(s.id) ?? s.id }))
      const left = restored(work, seen)
      this.#merge(left, seen)
      // The next save asks whether that request was done.
      this.#sent ??= left.sent
      this.touched()
    })
    return found
  }

  /** Read what the server holds, join it with what is seen, and save what is not saved. */
  refresh = async (): Promise<void> => {
    if (this.#running || this.#closed) return
    this.#running = this.#once(async () => {
      // Whoever has saved everything needs no word about a look that failed; a save tells for itself.
      await this.#join().catch(() => {})
      await this.#saveRounds()
    })
    await this.#running
  }

  /** Give up what is not saved, and read what the server holds. */
  startOver = async (): Promise<void> => {
    await this.#try(async () => {
      const { data, etag } = await call<Transcript>(this.#edited.path)
      this.#base = data.segments
      this.#etag = etag
      this.#sent = null
      this.#patch({
        segments: data.segments,
        told: data,
        history: emptyHistory(),
        clashes: [],
        joined: false,
        saving: 'saved',
        refusal: null,
      })
      this.#keep()
    })
  }

  /** Bring the server to what is seen. Calls while one runs wait for the same end. */
  save = (): Promise<void> => {
    clearTimeout(this.#timer)
    if (this.#closed) return Promise.resolve()
    return (this.#running ??= this.#once(() => this.#saveRounds()))
  }

  #once(work: () => Promise<void>): Promise<void> {
    return work().finally(() => {
      this.#running = null
      this.#keep()
    })
  }

  async #saveRounds(): Promise<void> {
    for (let round = 0; round < AT_MOST_ROUNDS && !this.#closed; round += 1) {
      if (this.#sent && !(await this.#try(() => this.#join()))) return
      const { operations, halves } = plan(this.#base, this.#decided(), this.#real)
      const end: Saving = this.#view.get().clashes.length > 0 ? 'undecided' : 'saved'
      if (operations.length === 0) return this.#patch({ saving: end, refusal: null })
      this.#patch({ saving: 'saving' })
      if (!(await this.#try(() => this.#send(operations, halves)))) return
    }
    if (this.#closed) return
    this.#patch({
      saving: 'refused',
      refusal: new Error('The server and this page do not agree. Load the page again.'),
    })
  }

  /** What is seen, but where two people clashed what the server holds: nobody is overwritten before a person decides. */
  #decided(): readonly Segment[] {
    const { clashes, segments } = this.#view.get()
    if (clashes.length === 0) return segments
    const theirs = new Map(clashes.map((c) => [c.id, c.theirs]))
    return segments.flatMap((s) => {
      const held = theirs.get(s.id)
      if (held === undefined) return s
      return held === null ? [] : { ...held, id: s.id }
    })
  }

  /** One operation that the server knows how to do to all: `apply` does it here, after what was typed before. */
  async saveWith(operation: (idOf: NameOf) => Operation, apply: () => void): Promise<void> {
    await this.save()
    while (this.#running) await this.#running
    apply()
    clearTimeout(this.#timer)
    if (['refused', 'waiting'].includes(this.#view.get().saving)) return
    this.#patch({ saving: 'saving' })
    const said = operation((id) => this.#real.get(id) ?? id)
    this.#running = this.#once(async () => void (await this.#try(() => this.#send([said], new Map()))))
    await this.#running
    await this.save()
  }

  /** What the server does to the whole transcript, after what was typed before; then what it holds. Throws its refusal. */
  async change<T>(request: () => Request): Promise<T> {
    await this.save()
    while (this.#running) await this.#running
    const ask = () => {
      const { path, ...asked } = request()
      return call<T>(this.#edited.project + path, { ...asked, ifMatch: this.#etag })
    }
    const doIt = async () => {
      const answer = await ask().catch(async (error: unknown) => {
        if (failureOf(error) !== 'changed') throw error
        await this.#join()
        return ask()
      })
      await this.#join()
      return answer.data
    }
    const done = doIt()
    // Whoever waits for the end of a save waits for this, too, and has no part in how it ends.
    this.#running = this.#once(() =>
      done.then(
        () => {},
        () => {},
      ),
    )
    await this.#running
    return done
  }

  async #send(operations: Operation[], halves: Plan['halves']): Promise<void> {
    this.#sent = { wanted: this.#decided(), halves }
    this.#keep()
    const { data, etag } = await call<TranscriptChange>(this.#edited.path, {
      method: 'PATCH',
      body: { operations },
      ifMatch: this.#etag,
    })
    this.#sent = null
    for (const [local, id] of nameHalves(this.#base, data, halves)) this.#real.set(local, id)
    this.#base = applyChange(this.#base, data)
    this.#etag = etag ?? (await call<Transcript>(this.#edited.path)).etag
    this.#takeWords(data.segments)
  }

  /** The server knows the times of words, and who bears a name, better wherever it holds the same. */
  #takeWords(changed: readonly Segment[]): void {
    const byId = new Map(changed.map((s) => [s.id, s]))
    const after = this.#view.get().segments.map((mine) => {
      const their = byId.get(this.#real.get(mine.id) ?? mine.id)
      if (!their || their.text !== mine.text) return mine
      const who = sameSpeaker(their, mine) ? spokenBy(voiceOf(their)) : {}
      return { ...mine, words: their.words, ...who }
    })
    this.#patch({ segments: after })
  }

  /** True when it went through, or when a conflict was resolved and the next round may try. */
  async #try(send: () => Promise<void>): Promise<boolean> {
    try {
      await send()
      return true
    } catch (error) {
      const failure = failureOf(error)
      if (wasRefused(error)) this.#sent = null
      if (failure === 'changed') return this.#try(() => this.#join())
      this.#patch({ saving: failure === 'refused' ? 'refused' : 'waiting', refusal: error })
      // Without a session only a sign-in helps, and that saves what waits.
      if (failure === 'waiting') this.#later(AGAIN_MS)
      return false
    }
  }

  /** Read what the server holds, and join it with what is seen. */
  async #join(): Promise<void> {
    const { data, etag } = await call<Transcript>(this.#edited.path)
    const work = this.#work()
    this.#sent = null
    this.#patch({ told: data })
    if (etag === this.#etag) return
    this.#base = data.segments
    this.#etag = etag
    this.#merge(work, data.segments)
  }

  /** Show work that was made on another base together with what is there now. */
  #merge(work: Work, theirs: readonly Segment[]): void {
    const isWorkThere = unsaved(work, this.#real) !== null
    const known = work.sent && acknowledge(work.base, work.sent, theirs, this.#real)
    for (const [local, id] of known?.names ?? []) this.#real.set(local, id)
    const base = known?.base ?? work.base
    const { segments, clashes } = threeWay(base, work.local, theirs, this.#real)
    const again = new Set(clashes.map((c) => c.id))
    const all = [...work.clashes.filter((c) => !again.has(c.id)), ...clashes]
    const { history, joined } = this.#view.get()
    this.#patch({
      segments,
      history: rebase(history, segments, KIND),
      clashes: all,
      joined: joined || all.length > 0 || (isWorkThere && !sameLists(base, theirs)),
    })
  }
}
