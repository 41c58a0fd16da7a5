/** The options of a file: what it shows, and on which paper. The paper is remembered. */

import { useState } from 'react'
import type { Document, FileOptions, Project, RenderedFormat } from '../api/types.ts'
import { recall, remember } from '../storage.ts'

export function useOptions(): [FileOptions, (change: Partial<FileOptions>) => void] {
  const [options, set] = useState<FileOptions>({
    times: null,
    speakers: true,
    pictures: true,
    paper: recall('paper', 'a4'),
    moving: false,
    marks: true,
  })
  const change = (part: Partial<FileOptions>) => {
    if (part.paper) remember('paper', part.paper)
    set((now) => ({ ...now, ...part }))
  }
  return [options, change]
}

/** Whether a document shows pictures of the screen. */
export const hasPictures = ({ body }: Document) =>
  body !== null && 'steps' in body && body.steps.some(({ picture }) => picture?.url)

/** Whether a blur hides something: such a document has no moving pictures. */
export const hides = ({ body }: Document) =>
  body !== null &&
  'steps' in body &&
  body.steps.some(({ picture }) => picture?.marks?.some(({ kind }) => kind === 'blur'))

/** The options of a file without moving pictures, where they can have no effect: the API refuses them there. */
export function fitting(options: FileOptions, format: RenderedFormat, canMove: boolean): FileOptions {
  const moves = canMove && options.pictures && (format === 'html' || format === 'zip')
  return { ...options, moving: options.moving && moves }
}

/** Whether moving pictures can be cut from the recording of a project. */
export const hasVideo = ({ media, recording }: Project) => !!media?.has_video && !recording?.removed_at

/** The query for a text file of a document. */
export const documentQuery = ({ times }: FileOptions) => (times === null ? '' : `?times=${times}`)

/** The query for a text file of a transcript. It has times only where a person wants them. */
export const transcriptQuery = ({ times, speakers }: FileOptions) =>
  `?speakers=${speakers}&timestamps=${times === true}`
