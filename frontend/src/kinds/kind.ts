/** What the page knows about a kind of document. */

import type { ComponentType } from 'react'
import type { Body, Project } from '../api/types.ts'
import type { Part } from '../logic/shapes.ts'

export type ViewProps<B> = {
  body: B
  project: Project
  documentId: string
  /** Save a body in which a picture was replaced. */
  onPicture: (body: Body) => void
}

export type DocumentKind<B = Body> = {
  label: string
  /** What such a document is for, in a few words. */
  purpose: string
  /** The body as text, each part with links to its moments. */
  view: ComponentType<ViewProps<B>>
  /** The fields of the editor, in their order. */
  parts: Part[]
  /** Whether its files can show times. */
  hasTimes?: true
  /** Whether the API makes files for video players of such a document. */
  isForPlayers?: true
}

/** Check an entry against the type of its body. The API says which body a document of a kind has. */
export const kind = <B extends Body>(entry: DocumentKind<B>) => entry as unknown as DocumentKind
