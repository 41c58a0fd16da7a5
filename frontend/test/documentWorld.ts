/** A server with one document and a browser's storage, both stand-ins, for what edits the document. */

import { Problem, Unreachable } from '../src/api/problem.ts'
import type { Body } from '../src/api/types.ts'
import { sameBody } from '../src/logic/bodies.ts'
import { DocumentSaver, type Held, type Port, type Unsaved, type View } from '../src/logic/documentSaver.ts'
import { emptyHistory, record, undo } from '../src/logic/history.ts'
import { Store } from '../src/store.ts'

export const summary = (text: string): Body => ({
  point: { text, segment_ids: [] },
  key_points: [],
  decisions: [],
  action_items: [],
  quotes: [],
})
export const textOf = (body: Body) => (body as { point: { text: string } }).point.text

/** A server that joins saves into one version, as the real one does, and a browser's storage beside it. */
export class World implements Port {
  version = 1
  saves = 1
  body = summary('written')
  history: string[] = []
  draft: { work: Unsaved; base: string | null } | null = null
  left: { work: Unsaved; base: string | null }[] = []
  trouble: 'none' | 'offline' | 'lost answer' | 'signed out' | 'fault' = 'none'
  writes = 0

  get etag(): string {
    return `"${this.version}.${this.saves}-9-1"`
  }

  get held(): Held {
    return { body: this.body, etag: this.etag, isWritten: this.version === 1 }
  }

  store(body: Body, apart: boolean): void {
    if (apart || this.version === 1) {
      this.history.push(textOf(this.body))
      this.version += 1
      this.saves = 1
    } else this.saves += 1
    this.body = summary(textOf(body).trim())
  }

  read = async (): Promise<Held> => {
    if (this.trouble === 'offline') throw new Unreachable(null)
    return this.held
  }

  write = async (body: Body, _: Body, etag: string | null, apart: boolean): Promise<Held> => {
    this.writes += 1
    if (this.trouble === 'offline') throw new Unreachable(null)
    if (this.trouble === 'fault') throw new Problem(500, {})
    if (this.trouble === 'signed out') throw new Problem(401, {})
    if (etag?.split('-')[0] !== this.etag.split('-')[0]) throw new Problem(412, {})
    if (textOf(body).trim() === '')
      throw new Problem(422, { errors: [{ pointer: '/body/point/text', detail: 'The point needs a text.' }] })
    if (!sameBody(body, this.body)) this.store(body, apart)
    if (this.trouble === 'lost answer') throw new Unreachable(null)
    return this.held
  }

  keep = (work: Unsaved, base: string | null): void => {
    this.draft = structuredClone({ work, base })
  }

  drop = (): void => {
    this.draft = null
  }

  adopt = async (take: (work: Unsaved, base: string | null) => boolean): Promise<void> => {
    this.left = this.left.filter(({ work, base }) => !take(work, base))
  }

  /** A page that shows what the server holds. */
  page() {
    const view = new Store<View>({
      body: this.body,
      history: emptyHistory(),
      saving: 'saved',
      failure: null,
      problems: [],
      other: null,
    })
    const saver = new DocumentSaver(this, view, this.etag)
    const type = (text: string) => {
      const { body, history } = view.get()
      const after = summary(text)
      view.set((now) => ({ ...now, body: after, history: record(history, [body], [after], null, 0) }))
      saver.touched()
    }
    const back = () => {
      const step = undo(view.get().history, [view.get().body])!
      view.set((now) => ({ ...now, body: step.list[0]!, history: step.history }))
      saver.touched()
    }
    return { view, saver, type, back, now: () => textOf(view.get().body), saving: () => view.get().saving }
  }
}
