/** What the page knows about a kind of document. */

import type { Body, Project } from '../api/types.ts'
import type { Path } from '../logic/body.ts'
import type { Part } from '../logic/shapes.ts'

/** Edits a document. Each edit can be undone, and is saved by itself. */
export type Editing = {
  /** Write a field. Typing in one field is one step of undo. */
  set: (path: Path, value: unknown) => void
  change: (edit: (body: Body) => Body) => void
  /** Bring a part into sight and put the cursor there. */
  show: (pointer: string) => void
  /** Why the server refuses the field at a pointer, or null. */
  problemAt: (pointer: string) => string | null
  /** Save what changed a picture, and say what becomes of it. */
  savePicture: () => void
}

/** What the view of a kind is given. */
export type ViewProps<B> = {
  body: B
  project: Project
  documentId: string
  edit: Editing
}

export type DocumentKind = {
  label: string
  /** What such a document is for, in a few words. */
  purpose: string
  /** Whether the view is also where the document is written. Others are written as fields. */
  isWrittenInPlace?: true
  /** The fields of the document, in their order. */
  parts: Part[]
  /** Whether its files can show times. */
  hasTimes?: true
  /** Whether the API makes files for video players of such a document. */
  isForPlayers?: true
}
