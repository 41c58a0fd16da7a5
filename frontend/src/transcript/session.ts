/** One transcript being edited: each edit, undo and redo, and what two people decide. */

import { call, get } from '../api/client.ts'
import { describe } from '../api/problem.ts'
import type { Operation, Replacement, Segment, Transcript, TranscriptWarning } from '../api/types.ts'
import { recall, remember } from '../storage.ts'
import { hasDraft } from '../drafts/browser.ts'
import * as edits from '../logic/edits.ts'
import { replaced, type FindOptions } from '../logic/find.ts'
import { fill, type Stretch } from '../logic/gaps.ts'
import { emptyHistory, record, redo, undo, type History } from '../logic/history.ts'
import type { Clash } from '../logic/join.ts'
import { newId } from '../newId.ts'
import { refuse } from '../logic/offers.ts'
import { sameVoice, setSpeaker, voiceOf, type Reach, type Voice } from '../logic/speakers.ts'
import { speakerOperation } from '../logic/splices.ts'
import { askedAfter, placeKey, written, type TermPlace } from '../logic/terms.ts'
import { Store } from '../store.ts'
import { Saver, type Edited, type Found } from './saver.ts'
import type { View } from './view.ts'

export class TranscriptSession {
  readonly name: string
  readonly projectId: string
  readonly view: Store<View>
  /** Where the cursor shall go once the list is drawn. */
  readonly cursor = new Store<{ id: string; offset: number } | null>(null)
  /** What a person has said no to, by `placeKey` and `wordsKey`. */
  readonly notSaid = new Store<readonly string[]>(recall<string[]>('not-said', []))
  /** What was replaced everywhere, as long as it is offered for the title and the documents. */
  readonly replacement = new Store<Replacement | null>(null)
  readonly #saver: Saver
  readonly #path: Edited['path']
  readonly #project: Edited['project']

  constructor(edited: Edited, transcript: Transcript, etag: string | null) {
    this.name = edited.name
    this.projectId = edited.place.id
    this.#path = edited.path
    this.#project = edited.project
    this.view = new Store<View>({
      segments: transcript.segments,
      history: emptyHistory(),
      saving: hasDraft(edited.place) ? 'unsaved' : 'saved',
      refusal: null,
      head: transcript,
      clashes: [],
      joined: false,
    })
    this.#saver = new Saver(edited, this.view, etag)
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
    this.#saver.edited(segments, after)
  }

  setText = (id: string, text: string): void => {
    this.#apply(edits.setText(this.segments, this.indexOf(id), text), `text ${id}`)
  }

  split = (id: string, offset: number): void => {
    const before = this.segments
    const second = newId()
    this.#apply(edits.split(before, this.indexOf(id), offset, second))
    if (this.segments !== before) this.cursor.set({ id: second, offset: 0 })
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

  /** Write what is said where words are missing. */
  fill = (warning: TranscriptWarning, text: string): void => this.#apply(fill(this.segments, warning, text))

  /** Write other words in these places; undone as one. */
  write = (places: readonly TermPlace[]): void => this.#apply(written(this.segments, places))

  /** Write what was heard where a term of the vocabulary stands, which was not said there. */
  putBack = (place: TermPlace): void => {
    this.refuse(placeKey(this.projectId, askedAfter(place)))
    this.write([place])
  }

  /** A term was not said in a place, or wherever the same words stand: it is not asked for again. */
  refuse = (key: string): void => {
    remember('not-said', refuse(recall<string[]>('not-said', []), [key]))
    this.notSaid.set((now) => [...now, key])
  }

  /** Say who speaks in a passage, and on from there as far as it reaches. */
  setSpeaker = (id: string, voice: Voice | null, reach: Reach = 'passage'): void => {
    const set = (now: readonly Segment[]) => setSpeaker(now, this.indexOf(id), voice, reach)
    if (reach === 'passage') return this.#apply(set(this.segments))
    void this.#atOnce({ ...speakerOperation(id, voice), until: reach }, set)
  }

  /** Give somebody another name, everywhere; null takes it off. */
  renameSpeaker = (voice: Voice, name: string | null): Promise<unknown> =>
    this.#saver.change((ifMatch) => call(this.#speaker(voice), { method: 'PATCH', body: { name }, ifMatch }))

  /** Two voices are one person. Returns what takes that back, as long as nothing else was done; false after that. */
  mergeSpeakers = async (voice: Voice, into: Voice): Promise<() => Promise<boolean>> => {
    await this.#saver.change((ifMatch) =>
      call(`${this.#speaker(voice)}/merge`, { method: 'POST', body: { into: this.#known(into) }, ifMatch }),
    )
    const merged = this.#saver.etag
    return async () => this.isSaved && this.#saver.etag === merged && this.#takeBack()
  }

  /** Go back by one line of the history. */
  async #takeBack(): Promise<boolean> {
    const { items } = await get(`${this.#path}/versions`)
    const before = items.toSorted((a, b) => b.version - a.version)[1]
    if (!before) return false
    await this.#saver.change((ifMatch) =>
      call(`${this.#path}/versions/${before.version}/restore`, { method: 'POST', body: {}, ifMatch }),
    )
    return true
  }

  /** Have a stretch heard again, in this language or in the one that is found. The server does it in its own time. */
  hearAgain = ({ start_ms, end_ms }: Stretch, language: string | null): Promise<unknown> => {
    const idempotencyKey = newId()
    const body = { start_ms, end_ms, language }
    return this.#saver.change((ifMatch) =>
      call(`${this.#path}/hear-again`, { method: 'POST', body, idempotencyKey, ifMatch }),
    )
  }

  /** Look what the server holds. */
  look = (): Promise<void> => this.#saver.refresh()

  #speaker(voice: Voice) {
    return `${this.#project}/speakers/${this.#known(voice)}` as const
  }

  /** The id of a speaker; a new name has one once it is saved. Of a speaker who is gone, an id that the API refuses. */
  #known(voice: Voice): string {
    return voice.id ?? this.segments.find((s) => sameVoice(voiceOf(s), voice))?.speaker_id ?? 'gone'
  }

  replaceAll = async (find: string, replacement: string, { matchCase, wholeWord }: FindOptions) => {
    const wanted = { find, replace: replacement, match_case: matchCase, whole_word: wholeWord }
    this.replacement.set(null)
    await this.#atOnce({ op: 'replace_all', ...wanted }, (now) => {
      const after = now
        .map((s) => {
          const text = replaced(s.text, find, replacement, { matchCase, wholeWord })
          return text === s.text ? s : (edits.setText([s], 0, text)[0] as Segment)
        })
        .filter((s) => s.text.trim() !== '')
      // The server refuses to leave nothing.
      return after.length > 0 ? after : now
    })
    if (this.isSaved) this.replacement.set(wanted)
  }

  /** One operation that the server knows how to do to all, done there and here. */
  #atOnce(operation: Operation, after: (now: readonly Segment[]) => readonly Segment[]): Promise<void> {
    return this.#saver.saveWith(operation, () => this.#apply(after(this.segments)))
  }

  undo = (): void => this.#travel(undo(this.view.get().history, this.segments))

  redo = (): void => this.#travel(redo(this.view.get().history, this.segments))

  #travel(step: { list: readonly Segment[]; history: History<Segment>; at: number } | null): void {
    if (!step) return
    const before = this.segments
    this.replacement.set(null)
    this.#patch({ segments: step.list, history: step.history })
    const there = step.list[Math.min(step.at, step.list.length - 1)]
    if (there) this.cursor.set({ id: there.id, offset: there.text.length })
    this.#saver.edited(before, step.list)
  }

  get isSaved(): boolean {
    return this.#saver.isSaved
  }

  save = (): Promise<void> => this.#saver.save()

  startOver = (): Promise<void> => this.#saver.startOver()

  /** Take up what was left unsaved, and look what the server holds. Returns what was left. */
  open = async (): Promise<Found> => {
    const found = await this.#saver.resume()
    await this.#saver.refresh()
    return found
  }

  close = (): void => this.#saver.close()

  resolve = (clash: Clash, choice: 'mine' | 'theirs'): void => {
    const theirs = this.#saver.withTheirs(clash.id)
    const clashes = this.view.get().clashes.filter((c) => c !== clash)
    this.#patch({ clashes, joined: clashes.length > 0 })
    if (choice === 'theirs' && clash.theirs) this.#apply(theirs)
    else if (!clash[choice]) this.remove(clash.id)
    this.#saver.touched()
  }

  dismiss = (): void => this.#patch({ joined: false })

  get refusalWords(): string {
    const { refusal } = this.view.get()
    return refusal ? `${describe(refusal).title}. ${describe(refusal).detail}` : ''
  }
}
