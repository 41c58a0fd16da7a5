/** A stored upload becomes a project. */

import { newId } from '../newId.ts'
import { get, post } from '../api/client.ts'
import { Problem } from '../api/problem.ts'
import type { Project } from '../api/types.ts'
import { requestOf, type Options } from './options.ts'

export type Made = {
  project: Project
  /** An earlier request, whose answer was lost, made it with other options. */
  isEarlier: boolean
}

/** The key by which a repeated request, also of another visit, finds what the first one made. */
export const firstKey = (uploadId: string) => `project-${uploadId}`

export const anotherKey = (uploadId: string) => `project-${uploadId}-${newId()}`

export async function makeProject(uploadId: string, options: Options, key: string): Promise<Made> {
  try {
    const project = await post('/projects', requestOf(uploadId, options), key)
    return { project, isEarlier: false }
  } catch (error) {
    if (!(error instanceof Problem && error.slug === 'idempotency-mismatch')) throw error
    const { items } = await get(`/projects?upload_id=${encodeURIComponent(uploadId)}`)
    if (items[0]) return { project: items[0], isEarlier: true }
    // The earlier request made nothing, or its project was deleted: these options are free to go.
    return makeProject(uploadId, options, anotherKey(uploadId))
  }
}
