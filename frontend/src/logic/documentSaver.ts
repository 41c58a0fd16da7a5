/** Brings the server to what one document's editor shows, and keeps in the browser what it does not have yet. */

import type { Body } from '../api/types.ts'
import type { Store } from '../store.ts'
import { isLater, isSameSave, problemsOf, sameBody, type FieldProblem } from './bodies.ts'
import { record, type History } from './history.ts'
import { Saves } from './saves.ts'
import { AGAIN_MS, failureOf, REST_MS, wasRefused, type Saving } from './saving.ts'

/** A body and the ETag under which the server holds it. `isWritten`: a writer made it, no person. */
export type Held = { body: Body; etag: string | null; isWritten: boolean }

export type View = {
  body: Body
  history: History<Body>
  saving: Saving
  /** Why the last save failed, and which fields the server refused. */
  failure: unknown
  problems: readonly FieldProblem[]
  /** What the server holds while this page has changes that were made on something older. */
  other: Held | null
}

/** Unsaved work as it is kept in the browser. */
export type Unsaved = {
  body: Body
  /** What was sent last when its answer is not known. */
  sent: Body | null
  /** The next save is a version of its own. */
  apart: boolean
}

/** The server, and this browser's storage. */
export type Port = {
  read: () => Promise<Held>
  /** Save `body`; `saved` is what the server holds under `etag`. Problems name the fields of `body`. */
  write: (body: Body, saved: Body, etag: string | null, apart: boolean) => Promise<Held>
  keep: (work: Unsaved, base: string | null) => void
  drop: () => void
  /** Hands over what this tab, or one that is gone, left unsaved. `take` returns whether it was taken. */
  adopt: (take: (work: Unsaved, base: string | null) => boolean) => Promise<void>
}

export class DocumentSaver {
  readonly #port: Port
  readonly #view: Store<View>
  /** What the server holds, as this page wrote or read it. */
  #saved: Body
  #etag: string | null
  #sent: Body | null = null
  #apart = false
  readonly #saves = new Saves(
    () => void this.save(),
    () => this.#keep(),
  )

  constructor(port: Port, view: Store<View>, etag: string | null) {
    this.#port = port
    this.#view = view
    this.#saved = view.get().body
    this.#etag = etag
  }

  #patch(fields: Partial<View>): void {
    this.#view.set((now) => ({ ...now, ...fields }))
  }

  get #hasWork(): boolean {
    const { body, other } = this.#view.get()
    return body !== this.#saved || other !== null
  }

  /** Something was edited: keep it at once, and save it when there is a rest. */
  touched(): void {
    this.#keep()
    if (this.#view.get().other) return
    if (this.#view.get().saving !== 'saving') this.#patch({ saving: 'unsaved' })
    this.#saves.later(REST_MS)
  }

  /** Save and keep nothing any more: the page belongs to somebody else, or to nobody. */
  close(): void {
    this.#saves.close()
  }

  #keep(): void {
    if (this.#saves.isClosed) return
    const { body } = this.#view.get()
    if (this.#hasWork || this.#sent)
      this.#port.keep({ body, sent: this.#sent, apart: this.#apart }, this.#etag)
    else this.#port.drop()
  }

  /** Bring the server to what is seen. Calls while one runs wait for the same end. */
  save = (): Promise<void> => {
    this.#saves.stopWaiting()
    return this.#saves.isClosed ? Promise.resolve() : this.#saves.join(() => this.#pass())
  }

  async #pass(): Promise<void> {
    if (this.#sent && !(await this.#try(() => this.#ask()))) return
    const { body, other } = this.#view.get()
    if (!other && body !== this.#saved) {
      this.#patch({ saving: 'saving' })
      if (!(await this.#try(() => this.#send(body)))) return
    }
    this.#settle()
  }

  #settle(): void {
    const { body, other } = this.#view.get()
    const saving = other ? 'undecided' : body === this.#saved ? 'saved' : 'unsaved'
    this.#patch({ saving, failure: null, problems: [] })
    if (saving === 'unsaved') this.#saves.later(REST_MS)
  }

  async #send(body: Body): Promise<void> {
    this.#sent = body
    this.#keep()
    const { etag } = await this.#port.write(body, this.#saved, this.#etag, this.#apart)
    this.#hold(body, etag)
  }

  #hold(body: Body, etag: string | null): void {
    this.#saved = body
    this.#etag = etag
    this.#saves.succeeded()
    this.#sent = null
    this.#apart = false
  }

  /** True when the next round may try. */
  async #try(request: () => Promise<void>): Promise<boolean> {
    try {
      await request()
      return true
    } catch (error) {
      const failure = failureOf(error)
      if (wasRefused(error)) this.#sent = null
      if (failure === 'changed') return this.#try(() => this.#ask())
      const isOver = this.#saves.failed(error) || failure === 'refused'
      const saving = isOver ? 'refused' : 'waiting'
      this.#patch({ saving, failure: error, problems: problemsOf(error, this.#view.get().body) })
      // Without a session only a sign-in helps, and that saves what waits.
      if (failure === 'waiting' && !isOver) this.#saves.later(AGAIN_MS)
      return false
    }
  }

  /** Read what the server holds. */
  async #ask(): Promise<void> {
    this.#meet(await this.#port.read())
  }

  #meet(there: Held): void {
    const sent = this.#sent
    const { body } = this.#view.get()
    this.#sent = null
    if (isSameSave(there.etag, this.#etag) || sameBody(there.body, this.#saved)) this.#etag = there.etag
    else if (sent && sameBody(there.body, sent)) this.#hold(sent, there.etag)
    else if (sameBody(there.body, body)) this.#hold(body, there.etag)
    else if (body === this.#saved) this.#take(there)
    else this.#patch({ other: there })
  }

  /** Show what the server holds. Undo leads back to what was shown. */
  #take(there: Held): void {
    this.#show(there.body)
    this.#hold(there.body, there.etag)
    this.#patch({ other: null })
    this.#settle()
  }

  #show(after: Body): void {
    const { body, history } = this.#view.get()
    this.#patch({ body: after, history: record(history, [body], [after], null, Date.now()) })
  }

  /** The page has read a state of the document. Returns whether it came from elsewhere and is shown now. */
  see(there: Held): boolean {
    if (this.#saves.isClosed || this.#saves.running || this.#hasWork) return false
    if (isSameSave(there.etag, this.#etag)) this.#rename(there)
    if (!isLater(there.etag, this.#etag)) return false
    const before = this.#view.get().body
    this.#meet(there)
    return this.#view.get().body !== before
  }

  /** The same save in other words: one who speaks bears another name. That is nobody's edit, and not undone here. */
  #rename(there: Held): void {
    if (sameBody(there.body, this.#saved)) return
    this.#patch({ body: there.body })
    this.#hold(there.body, there.etag)
  }

  /** Take up what this tab or one that is gone left unsaved. Returns whether there was something. */
  async resume(): Promise<boolean> {
    let found = false
    await this.#port.adopt((work, base) => {
      if (this.#saves.isClosed) return false
      if (sameBody(work.body, this.#view.get().body)) return true
      // One after the other: the next is taken up once this is saved.
      if (this.#hasWork) return false
      found = true
      const isKnown = isSameSave(base, this.#etag) || (work.sent && sameBody(work.sent, this.#saved))
      const other = isKnown ? null : { body: this.#saved, etag: this.#etag, isWritten: false }
      this.#show(work.body)
      this.#apart = work.apart
      if (other) {
        this.#patch({ other })
        // The draft still says what it was made on: the question waits for the next page, too.
        this.#etag = base
      }
      return true
    })
    this.#keep()
    const isOpen = found || this.#view.get().saving === 'unsaved'
    if (isOpen && !this.#saves.running) this.#settle()
    return found
  }

  /** Of two states of the document keep this page's as a version of its own, or take the other. */
  resolve(choice: 'mine' | 'other'): void {
    const { other } = this.#view.get()
    if (!other) return
    if (choice === 'other') {
      this.#take(other)
      return this.#keep()
    }
    this.#saved = other.body
    this.#etag = other.etag
    this.#apart = true
    this.#patch({ other: null, saving: 'unsaved' })
    this.#keep()
    void this.save()
  }

  /** Give up what is not saved, and show what the server holds. */
  startOver = async (): Promise<void> => {
    await this.#try(async () => {
      this.#take(await this.#port.read())
      this.#keep()
    })
  }
}
