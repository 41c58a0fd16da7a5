/** One transcript being edited: what is seen, what is saved, and what lies between. */

import { call } from '../api/client.ts'
import { Problem, told } from '../api/problem.ts'
import type { Operation, Segment, Transcript, TranscriptChange } from '../api/types.ts'
import * as edits from '../logic/edits.ts'
import { replaced, type FindOptions } from '../logic/find.ts'
import { emptyHistory, record, redo, undo, type History } from '../logic/history.ts'
import { applyChange, nameHalves, plan, threeWay, type Clash, type Plan } from '../logic/sync.ts'
import { Store } from '../ui/store.ts'

export type Saving = 'saved' | 'unsaved' | 'saving' | 'waiting' | 'undecided' | 'refused'

export type View = {
  segments: readonly Segment[]
  history: History<Segment>
  saving: Saving
  refusal: unknown
  clashes: Clash[]
  /** Somebody else's work was joined with this; shown until it is dismissed. */
  joined: boolean
}

const REST_MS = 900
const AT_MOST_ROUNDS = 60

export class TranscriptSession {
  readonly view: Store<View>
  /** Where the cursor shall go once the list is drawn. */
  readonly cursor = new Store<{ id: string; offset: number } | null>(null)
  readonly #path: string
  readonly #real = new Map<string, string>()
  #base: readonly Segment[]
  #etag: string | null
  #timer: ReturnType<typeof setTimeout> | undefined
  #running: Promise<void> | null = null
  #count = 0

  constructor(projectId: string, transcript: Transcript, etag: string | null) {
    this.#path = `/projects/${projectId}/transcript`
    this.#base = transcript.segments
    this.#etag = etag
    this.view = new Store<View>({
      segments: transcript.segments,
      history: emptyHistory(),
      saving: 'saved',
      refusal: null,
      clashes: [],
      joined: false,
    })
  }

  get segments(): readonly Segment[] {
    return this.view.get().segments
  }

  #patch(fields: Partial<View>): void {
    this.view.set((now) => ({ ...now, ...fields }))
  }

  indexOf(id: string): number {
    return this.segments.findIndex((s) => s.id === id)
  }

  #apply(after: readonly Segment[], tag: string | null = null): void {
    const { segments, history } = this.view.get()
    if (after === segments) return
    this.#patch({ segments: after, history: record(history, segments, after, tag, Date.now()) })
    this.#touched()
  }

  setText = (id: string, text: string): void => {
    this.#apply(edits.setText(this.segments, this.indexOf(id), text), `text ${id}`)
  }

  split = (id: string, offset: number): void => {
    this.#count += 1
    const newId = `new-${this.#count}-${Math.random().toString(36).slice(2, 8)}`
    const before = this.segments
    this.#apply(edits.split(before, this.indexOf(id), offset, newId))
    if (this.segments !== before) this.cursor.set({ id: newId, offset: 0 })
  }

  /** Join a passage with the one above; the cursor stays where the two met. */
  mergeUp = (id: string): void => this.#merge(this.indexOf(id) - 1)

  mergeDown = (id: string): void => this.#merge(this.indexOf(id))

  #merge(at: number): void {
    const first = this.segments[at]
    if (!first || !this.segments[at + 1]) return
    const offset = first.text.trim().length
    this.#apply(edits.merge(this.segments, at))
    this.cursor.set({ id: first.id, offset: offset === 0 ? 0 : offset + 1 })
  }

  remove = (id: string): void => this.#apply(edits.remove(this.segments, this.indexOf(id)))

  setTimes = (id: string, start: number, end: number): void =>
    this.#apply(edits.setTimes(this.segments, this.indexOf(id), start, end))

  setSpeaker = (id: string, speaker: string | null): void =>
    this.#apply(edits.setSpeaker(this.segments, this.indexOf(id), speaker))

  renameSpeaker = (from: string, to: string): Promise<void> =>
    this.#atOnce({ op: 'rename_speaker', from, to }, edits.renameSpeaker(this.segments, from, to))

  replaceAll = (find: string, replacement: string, options: FindOptions): Promise<void> => {
    const after = this.segments
      .map((s) => {
        const text = replaced(s.text, find, replacement, options)
        return text === s.text ? s : (edits.setText([s], 0, text)[0] as Segment)
      })
      .filter((s) => s.text.trim() !== '')
    return this.#atOnce(
      {
        op: 'replace_all',
        find,
        replace: replacement,
        match_case: options.matchCase,
        whole_word: options.wholeWord,
      },
      after,
    )
  }

  undo = (): void => this.#travel(undo(this.view.get().history, this.segments))

  redo = (): void => this.#travel(redo(this.view.get().history, this.segments))

  #travel(step: { list: readonly Segment[]; history: History<Segment>; at: number } | null): void {
    if (!step) return
    this.#patch({ segments: step.list, history: step.history })
    const there = step.list[Math.min(step.at, step.list.length - 1)]
    if (there) this.cursor.set({ id: there.id, offset: there.text.length })
    this.#touched()
  }

  #touched(): void {
    clearTimeout(this.#timer)
    if (this.view.get().saving !== 'saving') this.#patch({ saving: 'unsaved', refusal: null })
    this.#timer = setTimeout(() => void this.save(), REST_MS)
  }

  get isSaved(): boolean {
    return this.view.get().saving === 'saved'
  }

  /** Bring the server to what is seen. Calls while one runs wait for the same end. */
  save = (): Promise<void> => {
    clearTimeout(this.#timer)
    this.#running ??= this.#saveRounds().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  async #saveRounds(): Promise<void> {
    for (let round = 0; round < AT_MOST_ROUNDS; round += 1) {
      const { operations, halves } = plan(this.#base, this.#decided(), this.#real)
      const end: Saving = this.view.get().clashes.length > 0 ? 'undecided' : 'saved'
      if (operations.length === 0) return this.#patch({ saving: end, refusal: null })
      this.#patch({ saving: 'saving' })
      if (!(await this.#try(() => this.#send(operations, halves)))) return
    }
    this.#patch({
      saving: 'refused',
      refusal: new Error('The server and this page do not agree. Load the page again.'),
    })
  }

  /** What is seen, but where two people clashed what the server holds: nobody is overwritten before a person decides. */
  #decided(): readonly Segment[] {
    const { clashes, segments } = this.view.get()
    if (clashes.length === 0) return segments
    const theirs = new Map(clashes.map((c) => [c.id, c.theirs]))
    return segments.flatMap((s) => {
      const held = theirs.get(s.id)
      if (held === undefined) return s
      return held === null ? [] : { ...held, id: s.id }
    })
  }

  /** One operation that the server knows how to do to all, done there and here. */
  async #atOnce(operation: Operation, after: readonly Segment[]): Promise<void> {
    await this.save()
    this.#apply(after)
    clearTimeout(this.#timer)
    if (this.view.get().saving === 'refused' || this.view.get().saving === 'waiting') return
    this.#patch({ saving: 'saving' })
    this.#running = this.#try(() => this.#send([operation], new Map())).then(() => {
      this.#running = null
    })
    await this.#running
    await this.save()
  }

  async #send(operations: Operation[], halves: Plan['halves']): Promise<void> {
    const { data, etag } = await call<TranscriptChange>(this.#path, {
      method: 'PATCH',
      body: { operations },
      ifMatch: this.#etag,
    })
    for (const [local, id] of nameHalves(this.#base, data, halves)) this.#real.set(local, id)
    this.#base = applyChange(this.#base, data)
    this.#etag = etag ?? (await call<Transcript>(this.#path)).etag
    this.#takeWords(data.segments)
  }

  /** The server knows the times of words better wherever it holds the same text. */
  #takeWords(changed: readonly Segment[]): void {
    const byId = new Map(changed.map((s) => [s.id, s]))
    const after = this.segments.map((mine) => {
      const their = byId.get(this.#real.get(mine.id) ?? mine.id)
      return their && their.text === mine.text ? { ...mine, words: their.words } : mine
    })
    this.#patch({ segments: after })
  }

  /** True when it went through, or when a conflict was resolved and the next round may try. */
  async #try(send: () => Promise<void>): Promise<boolean> {
    try {
      await send()
      return true
    } catch (error) {
      if (error instanceof Problem && error.status === 412) return this.#try(() => this.#join())
      if (
        error instanceof Problem &&
        error.status >= 400 &&
        error.status < 500 &&
        error.status !== 429 &&
        error.status !== 401
      ) {
        this.#patch({ saving: 'refused', refusal: error })
        return false
      }
      this.#patch({ saving: 'waiting', refusal: error })
      this.#timer = setTimeout(() => void this.save(), 4_000)
      return false
    }
  }

  /** Somebody else was faster: take what they did and keep what was done here. */
  async #join(): Promise<void> {
    const { data, etag } = await call<Transcript>(this.#path)
    const { segments, clashes } = threeWay(this.#base, this.segments, data.segments, this.#real)
    this.#base = data.segments
    this.#etag = etag
    const again = new Set(clashes.map((c) => c.id))
    const before = this.view.get().clashes.filter((c) => !again.has(c.id))
    this.#patch({ segments, clashes: [...before, ...clashes], joined: true, history: emptyHistory() })
  }

  /** Look whether somebody else changed it while nothing was being written here. */
  refresh = async (): Promise<void> => {
    if (this.#running || !this.isSaved) return
    await this.#try(async () => {
      const { data, etag } = await call<Transcript>(this.#path)
      if (etag === this.#etag || this.#running || !this.isSaved) return
      this.#base = data.segments
      this.#etag = etag
      this.#patch({ segments: data.segments, history: emptyHistory() })
    })
  }

  resolve = (clash: Clash, choice: 'mine' | 'theirs'): void => {
    const clashes = this.view.get().clashes.filter((c) => c !== clash)
    this.#patch({ clashes, joined: clashes.length > 0 })
    if (choice === 'theirs') {
      const at = this.indexOf(clash.id)
      if (clash.theirs && at >= 0) this.#apply(this.segments.with(at, { ...clash.theirs, id: clash.id }))
      else if (!clash.theirs) this.remove(clash.id)
    } else if (!clash.mine) this.remove(clash.id)
    this.#touched()
  }

  dismiss = (): void => this.#patch({ joined: false })

  get refusalWords(): string {
    const { refusal } = this.view.get()
    return refusal ? `${told(refusal).title}. ${told(refusal).detail}` : ''
  }

  /** Give up what the server refused, and read what it holds. */
  startOver = async (): Promise<void> => {
    await this.#try(async () => {
      const { data, etag } = await call<Transcript>(this.#path)
      this.#base = data.segments
      this.#etag = etag
      this.#patch({
        segments: data.segments,
        history: emptyHistory(),
        clashes: [],
        joined: false,
        saving: 'saved',
        refusal: null,
      })
    })
  }
}
