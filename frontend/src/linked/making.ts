/** Creates projects from existing uploads: the host's, or our own. */

import { get, post } from '../api/client.ts'
import { Problem } from '../api/problem.ts'
import { queryClient } from '../api/queries.ts'
import type { Project, ProjectRequest } from '../api/types.ts'
import { newId } from '../newId.ts'

/** Returns the address of the page that makes a recording from this upload. A host links to it. */
export const newPath = (uploadId: string) => `/new?upload_id=${encodeURIComponent(uploadId)}`

/** Start a project. A second click, a reload or another tab with the same options gets the same project. */
export async function startProject(request: ProjectRequest): Promise<Project> {
  let made = await post('/projects', request, await keyOf(request))
  // The server repeats its first response for a day, even after that project was deleted.
  if (await isGone(made.id)) made = await post('/projects', request, newId())
  queryClient.setQueryData(['project', made.id], made)
  void queryClient.invalidateQueries({ queryKey: ['projects'] })
  return made
}

async function keyOf(request: ProjectRequest): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(request))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return `new-${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

async function isGone(id: string): Promise<boolean> {
  try {
    await get(`/projects/${id}`)
    return false
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return true
    throw error
  }
}
