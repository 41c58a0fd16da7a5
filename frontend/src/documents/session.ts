/** One document being edited: each edit, undo and redo, and what to do when somebody else was faster. */

import type { Body, Document } from '../api/types.ts'
import { firstDifference, pointerOf } from '../logic/bodies.ts'
import { put, type Path } from '../logic/body.ts'
import { DocumentSaver, type Held, type Port, type View } from '../logic/documentSaver.ts'
import { emptyHistory, record, redo, undo, type History } from '../logic/history.ts'
import { Store } from '../store.ts'

/** A part of the body that shall come into sight, and whether the cursor goes there. */
export type Reveal = { pointer: string; focus: boolean }

export class DocumentSession {
  readonly name: string
  readonly view: Store<View>
  /** Whether the fields are open: they are again when one comes back to this document. */
  readonly editing = new Store(false)
  readonly reveal = new Store<Reveal | null>(null)
  readonly #saver: DocumentSaver

  constructor(name: string, port: Port, held: Held, hasDraft: boolean) {
    this.name = name
    this.view = new Store<View>({
      body: held.body,
      history: emptyHistory(),
      saving: hasDraft ? 'unsaved' : 'saved',
      failure: null,
      problems: [],
      other: null,
    })
    this.#saver = new DocumentSaver(port, this.view, held.etag)
  }

  get isSaved(): boolean {
    return this.view.get().saving === 'saved'
  }

  /** Write a field. Typing in one field is one step of undo. */
  set = (path: Path, value: unknown): void => {
    const pointer = pointerOf(path)
    const problems = this.view.get().problems.filter((problem) => problem.pointer !== pointer)
    this.#apply(put(this.view.get().body, path, value), pointer, problems)
  }

  /** Move, join, add or delete parts. */
  change = (edit: (body: Body) => Body): void => this.#apply(edit(this.view.get().body), null, [])

  #apply(after: Body, tag: string | null, problems: View['problems']): void {
    const { body, history } = this.view.get()
    if (after === body) return
    const next = record(history, [body], [after], tag, Date.now())
    this.view.set((now) => ({ ...now, body: after, history: next, problems }))
    this.#saver.touched()
  }

  undo = (): void => this.#travel(undo(this.view.get().history, [this.view.get().body]))

  redo = (): void => this.#travel(redo(this.view.get().history, [this.view.get().body]))

  #travel(step: { list: readonly Body[]; history: History<Body> } | null): void {
    const after = step?.list[0]
    if (!step || !after) return
    const changed = firstDifference(this.view.get().body, after)
    this.view.set((now) => ({ ...now, body: after, history: step.history, problems: [] }))
    if (changed && this.editing.get()) this.reveal.set({ pointer: pointerOf(changed), focus: false })
    this.#saver.touched()
  }

  /** Save all that is there, also what was typed while an earlier save ran. */
  save = async (): Promise<void> => {
    await this.#saver.save()
    if (this.view.get().saving === 'unsaved') await this.#saver.save()
  }

  /** Save, and lead to the field that the server refuses. Returns false when there is one. */
  saveOrShow = async (): Promise<boolean> => {
    await this.save()
    const [first] = this.view.get().problems
    if (first) this.show(first.pointer)
    return this.view.get().saving !== 'refused'
  }

  show = (pointer: string): void => {
    this.editing.set(true)
    this.reveal.set({ pointer, focus: true })
  }

  see = (there: Held): boolean => this.#saver.see(there)

  resume = (): Promise<boolean> => this.#saver.resume()

  resolve = (choice: 'mine' | 'other'): void => this.#saver.resolve(choice)

  startOver = (): Promise<void> => this.#saver.startOver()

  close = (): void => this.#saver.close()
}

export const heldOf = (document: Document, etag: string | null): Held => ({
  body: document.body!,
  etag,
  isWritten: !document.edited,
})
