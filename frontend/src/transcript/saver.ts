/** Brings the server to what one transcript's editor shows, and keeps in the browser what it does not have yet. */

import { call } from '../api/client.ts'
import type { Operation, Segment } from '../api/types.ts'
import { adopt, drop, keep } from '../drafts/browser.ts'
import { sameLists, sameWords } from '../logic/alike.ts'
import type { Place } from '../logic/drafts.ts'
import { fitted, inTimesOf } from '../logic/fitting.ts'
import { emptyHistory, rebase } from '../logic/history.ts'
import { acknowledge, isUndecided, takenBack, threeWay, type Sent } from '../logic/join.ts'
import { newId } from '../newId.ts'
import { Saves } from '../logic/saves.ts'
import { AGAIN_MS, failureOf, REST_MS, wasRefused, type Saving } from '../logic/saving.ts'
import {
  applyChange,
  editsOf,
  isWork,
  nextRound,
  splicesOf,
  touchedBy,
  withWordsOf,
  type Edit,
  type Placed,
} from '../logic/splices.ts'
import { restored, unsaved, upgraded, type Unsaved, type Work } from '../logic/unsaved.ts'
import type { Store } from '../store.ts'
import type { View } from './view.ts'

const AT_MOST_ROUNDS = 60

/** By what the history tells segments apart. */
const KIND = { same: sameWords, order: (a: Segment, b: Segment) => a.start_ms - b.start_ms }

/** `path` is the transcript's; `project` that of the project. */
export type Edited = {
  place: Place
  name: string
  href: string
  path: `/projects/${string}/transcript`
  project: `/projects/${string}`
}

/** What a look at this browser's drafts found: work that is here again, or some that could not be taken up. */
export type Found = 'nothing' | 'work' | 'unreadable'

export class Saver {
  readonly #edited: Edited
  readonly #view: Store<View>
  #base: readonly Segment[]
  /** The passages that were edited since, but for those of a request that runs. */
  #touched = new Set<string>()
  #etag: string | null
  /** The request that runs, or whose answer was lost. */
  #sent: Sent | null = null
  readonly #saves = new Saves(
    () => void this.save(),
    () => this.#keep(),
  )

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

  /** Record what an edit did. */
  edited(before: readonly Segment[], after: readonly Segment[]): void {
    for (const id of touchedBy(before, after)) this.#touched.add(id)
    this.touched()
  }

  /** Something was edited or decided: keep it at once, and save it when there is a rest. */
  touched(): void {
    this.#keep()
    if (this.#view.get().saving !== 'saving') this.#patch({ saving: 'unsaved', refusal: null })
    this.#saves.later(REST_MS)
  }

  /** Save and keep nothing any more: the page belongs to somebody else, or to nobody. */
  close(): void {
    this.#saves.close()
  }

  #work(): Work {
    const { segments, clashes } = this.#view.get()
    return { base: this.#base, local: segments, touched: this.#touched, sent: this.#sent, clashes }
  }

  #keep(): void {
    if (this.#saves.isClosed) return
    const { place, name, href } = this.#edited
    const work = unsaved(this.#work())
    if (work) keep<Unsaved>(place, { work, base: this.#etag, name, href })
    else drop(place)
  }

  /** Take up what this tab or one that is gone left unsaved. */
  async resume(): Promise<Found> {
    let found: Found = 'nothing'
    await adopt<Unsaved>(this.#edited.place, (draft) => {
      if (this.#saves.isClosed || JSON.stringify(draft.work) === JSON.stringify(unsaved(this.#work()))) return
      const work = upgraded(draft.work)
      if (!work) {
        found = 'unreadable'
        this.#keep()
        return
      }
      found = 'work'
      const seen = this.#view.get().segments
      this.#merge(restored(work, seen), seen)
      // A request that edits what is here was not done, as far as anybody knows: the next save sends it again.
      if (work.sent?.etag === this.#etag) this.#sent ??= { ...work.sent, touched: [] }
      this.touched()
    })
    return found
  }

  /** Read what the server holds, join it with what is seen, and save what is not saved. */
  refresh = async (): Promise<void> => {
    if (this.#saves.running || this.#saves.isClosed) return
    await this.#saves.run(async () => {
      // Whoever has saved everything needs no word about a look that failed; a save tells for itself.
      await this.#join().catch(() => {})
      await this.#saveRounds()
    })
  }

  /** Give up what is not saved, and read what the server holds. */
  startOver = async (): Promise<void> => {
    await this.#try(async () => {
      const { data, etag } = await call(this.#edited.path)
      this.#base = data.segments
      this.#etag = etag
      this.#sent = null
      this.#touched = new Set()
      this.#patch({
        segments: data.segments,
        head: data,
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
    this.#saves.stopWaiting()
    return this.#saves.isClosed ? Promise.resolve() : this.#saves.join(() => this.#saveRounds())
  }

  async #saveRounds(): Promise<void> {
    for (let round = 0; round < AT_MOST_ROUNDS && !this.#saves.isClosed; round += 1) {
      if (this.#sent && !(await this.#try(() => this.#ask()))) return
      const edits = this.#edits().filter((edit) => !isUndecided(edit, this.#view.get().clashes))
      const next = nextRound(edits).map((edit) => fitted(edit, this.#base))
      if (next.length === 0) return this.#patch({ saving: this.#end(edits), refusal: null })
      this.#patch({ saving: 'saving', segments: inTimesOf(next, this.#view.get().segments) })
      const touched = next.flatMap(({ was, is }) => [...was, ...is].map((s) => s.id))
      if (!(await this.#try(() => this.#send(next.flatMap(splicesOf), touched)))) return
    }
    if (this.#saves.isClosed) return
    this.#patch({
      saving: 'refused',
      refusal: new Error('The server and this page do not agree. Load the page again.'),
    })
  }

  /** The state once everything that can be sent is. */
  #end(edits: readonly Edit[]): Saving {
    if (this.#view.get().clashes.length > 0) return 'undecided'
    return edits.some(isWork) ? 'unsaved' : 'saved'
  }

  /** What leads from what the server holds to what is seen. A passage that clashes is part of an edit, too. */
  #edits(): Placed[] {
    const { segments, clashes } = this.#view.get()
    return editsOf(this.#base, segments, new Set([...this.#touched, ...clashes.map((c) => c.id)]))
  }

  /** What is seen without the edit of a passage that clashes. */
  withTheirs(id: string): Segment[] {
    return takenBack(this.#view.get().segments, this.#edits(), id)
  }

  /** One operation that the server knows how to do to all: `apply` does it here, after what was typed before. */
  async saveWith(operation: Operation, apply: () => void): Promise<void> {
    await this.save()
    // A loop, not a call: between the end of a call and the next line another one could begin.
    while (this.#saves.running) await this.#saves.running
    if (this.#saves.isClosed) return
    const { segments: before, saving } = this.#view.get()
    apply()
    // A request that is lost goes first: what `apply` did here follows it, as splices.
    if (this.#sent || saving === 'waiting') return
    this.#saves.stopWaiting()
    this.#patch({ saving: 'saving' })
    const touched = touchedBy(before, this.#view.get().segments)
    await this.#saves.run(async () => void (await this.#try(() => this.#send([operation], touched))))
    // What was refused goes as splices; where the page did nothing either, the refusal is shown.
    if (this.#view.get().saving !== 'refused' || this.#edits().some(isWork)) await this.save()
  }

  /** What the server does to the whole transcript, after what was typed before; then what it holds. Throws its refusal. */
  async change(request: (ifMatch: string | null) => Promise<unknown>): Promise<void> {
    await this.save()
    // A loop, not a call: between the end of a call and the next line another one could begin.
    while (this.#saves.running) await this.#saves.running
    if (this.#saves.isClosed) return
    const ask = () => request(this.#etag)
    const doIt = async () => {
      await ask().catch(async (error: unknown) => {
        if (failureOf(error) !== 'changed') throw error
        await this.#join()
        return ask()
      })
      await this.#join()
    }
    const done = doIt()
    // Whoever waits for the end of a save waits for this, too, and has no part in how it ends.
    await this.#saves.run(() =>
      done.then(
        () => {},
        () => {},
      ),
    )
    return done
  }

  async #send(operations: Operation[], touched: string[]): Promise<void> {
    this.#sent = { operations, key: newId(), etag: this.#etag, touched }
    for (const id of touched) this.#touched.delete(id)
    this.#keep()
    await this.#ask()
  }

  /** Send the request; one whose answer was lost goes again as it was. */
  async #ask(): Promise<void> {
    const { operations, key, etag: ifMatch, touched } = this.#sent!
    const { data, etag } = await call(this.#edited.path, {
      method: 'PATCH',
      body: { operations: [...operations] },
      ifMatch,
      idempotencyKey: key,
    })
    this.#sent = null
    this.#saves.succeeded()
    this.#base = applyChange(this.#base, data, operations)
    this.#etag = etag ?? (await call(this.#edited.path)).etag
    this.#patch({ segments: withWordsOf(data.segments, this.#view.get().segments) })
    if (operations.every(({ op }) => op === 'splice')) return
    // The server may have done the operation otherwise than this page: it gets what differs as splices.
    for (const id of [...touched, ...data.segments.map((s) => s.id), ...data.removed]) this.#touched.add(id)
  }

  /** What was sent is not saved. */
  #takeBack(): void {
    for (const id of this.#sent?.touched ?? []) this.#touched.add(id)
    this.#sent = null
  }

  /** True when it went through, or when a conflict was resolved and the next round may try. */
  async #try(send: () => Promise<void>): Promise<boolean> {
    try {
      await send()
      return true
    } catch (error) {
      const failure = failureOf(error)
      const sent = this.#sent
      if (wasRefused(error)) this.#takeBack()
      if (failure === 'changed') return this.#try(() => this.#join(sent))
      if (this.#saves.failed(error)) return this.#giveUp(error)
      this.#patch({ saving: failure === 'refused' ? 'refused' : 'waiting', refusal: error })
      // Without a session only a sign-in helps, and that saves what waits.
      if (failure === 'waiting') this.#saves.later(AGAIN_MS)
      return false
    }
  }

  /** The server fails again and again: nothing is tried by itself any more. Returns false. */
  async #giveUp(fault: unknown): Promise<false> {
    try {
      // The server may have done the request all the same.
      await this.#join()
      this.#takeBack()
    } catch {
      // What became of the request stays open: the next save asks again.
    }
    this.#patch({ saving: 'refused', refusal: fault })
    return false
  }

  /** Read what the server holds, and join it with what is seen. `sent` is the last request, which may have been done. */
  async #join(sent: Sent | null = this.#sent): Promise<void> {
    const { data, etag } = await call(this.#edited.path)
    this.#patch({ head: data })
    if (etag === this.#etag) return
    this.#takeBack()
    const work = this.#work()
    const base = sent ? acknowledge(work.base, sent, data.segments) : work.base
    this.#base = data.segments
    this.#touched = new Set()
    this.#etag = etag
    this.#merge({ ...work, base }, data.segments)
  }

  /** Show work that was made on another base together with what is there now. */
  #merge(work: Omit<Work, 'sent'>, theirs: readonly Segment[]): void {
    const isWorkThere = unsaved({ ...work, sent: null }) !== null
    const { segments, clashes } = threeWay(work.base, work.local, theirs)
    const again = new Set(clashes.map((c) => c.id))
    const all = [...work.clashes.filter((c) => !again.has(c.id)), ...clashes]
    const { history, joined } = this.#view.get()
    for (const id of touchedBy(theirs, segments)) this.#touched.add(id)
    this.#patch({
      segments,
      history: rebase(history, segments, KIND),
      clashes: all,
      joined: joined || all.length > 0 || (isWorkThere && !sameLists(work.base, theirs)),
    })
  }
}
