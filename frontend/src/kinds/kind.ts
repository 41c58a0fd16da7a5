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

/** A format of a file: its ending in the URL, its name, and the ending on screen. */
export type Format = [ending: string, name: string, shown: string]

export type DocumentKind<B = Body> = {
  label: string
  /** What such a document is for, in a few words. */
  purpose: string
  /** The body as text, each part with links to its moments. */
  view: ComponentType<ViewProps<B>>
  /** The fields of the editor, in their order. */
  parts: Part[]
  /** Files for video players, beside those that every document has. */
  playerFormats?: Format[]
}

/** Check an entry against the type of its body. The API says which body a document of a kind has. */
export const kind = <B extends Body>(entry: DocumentKind<B>) => entry as unknown as DocumentKind
