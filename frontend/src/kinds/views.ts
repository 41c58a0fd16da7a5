/** The view of each kind of document: the body as text, each part with links to its moments.
 *
 * Apart from the registry, which the first page loads: only a recording's page needs the views.
 */

import type { ComponentType } from 'react'
import type { Body, Kind } from '../api/types.ts'
import { Article } from './Article.tsx'
import { Chapters } from './Chapters.tsx'
import { Guide } from './Guide.tsx'
import type { ViewProps } from './kind.ts'
import { Script } from './Script.tsx'
import { Summary } from './Summary.tsx'

/** Check a view against the type of its body. The API says which body a document of a kind has. */
const view = <B extends Body>(component: ComponentType<ViewProps<B>>) =>
  component as unknown as ComponentType<ViewProps<Body>>

export const VIEWS: Record<Kind, ComponentType<ViewProps<Body>>> = {
  summary: view(Summary),
  chapters: view(Chapters),
  guide: view(Guide),
  article: view(Article),
  script: view(Script),
}
