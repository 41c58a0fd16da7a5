/** What the page knows about a kind of document. */

import type { Body, Project } from '../api/types.ts'
import type { Part } from '../logic/shapes.ts'

/** What the view of a kind is given. */
export type ViewProps<B> = {
  body: B
  project: Project
  documentId: string
  /** Save a body in which a picture was replaced. */
  onPicture: (body: Body) => void
}

export type DocumentKind = {
  label: string
  /** What such a document is for, in a few words. */
  purpose: string
  /** The fields of the editor, in their order. */
  parts: Part[]
  /** Whether its files can show times. */
  hasTimes?: true
  /** Whether the API makes files for video players of such a document. */
  isForPlayers?: true
}
