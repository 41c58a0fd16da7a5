/** What is being edited on this page: saved before somebody signs out, gone on with after they sign in again. */

import { onLeave } from './leave.ts'

export type OpenEditor = {
  /** What a person calls the thing, for example: Transcript of “The tour”. */
  name: string
  isSaved: boolean
  save: () => Promise<void>
}

const open = new Set<OpenEditor>()

/** Tell of an editor; returns what closes it. One with unsaved work stays open while another page is shown. */
export function openEditor(editor: OpenEditor): () => void {
  open.add(editor)
  return () => open.delete(editor)
}

/** Save what can be saved. */
export async function saveAll(): Promise<void> {
  await Promise.allSettled(unsaved().map((editor) => editor.save()))
}

export const unsaved = (): OpenEditor[] => [...open].filter((editor) => !editor.isSaved)

/** Closing the tab, or loading it again, is asked about while something is unsaved. */
window.addEventListener('beforeunload', (event) => {
  if (unsaved().length > 0) event.preventDefault()
})

type Closable = OpenEditor & {
  /** Save and keep nothing any more: the page belongs to somebody else, or to nobody. */
  close: () => void
}

/** The editors of one kind, by the id of what they edit: the same one again after a look at another page. */
export class Editors<E extends Closable> {
  readonly #kept = new Map<string, { editor: E; projectId: string; forget: () => void }>()

  constructor() {
    onLeave(() => {
      for (const id of this.#kept.keys()) this.#end(id)
    })
  }

  /** The editor of an id; those of other projects that have nothing unsaved go. */
  of(id: string, projectId: string, make: () => E): E {
    const found = this.#kept.get(id)
    if (found) return found.editor
    for (const [other, kept] of this.#kept)
      if (kept.projectId !== projectId && kept.editor.isSaved) this.#end(other)
    const editor = make()
    this.#kept.set(id, { editor, projectId, forget: openEditor(editor) })
    return editor
  }

  #end(id: string): void {
    const { editor, forget } = this.#kept.get(id)!
    editor.close()
    forget()
    this.#kept.delete(id)
  }
}
