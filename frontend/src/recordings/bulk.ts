/** Actions on several recordings: one request for each, a few at a time. A failure of one stops no other. */

import { call } from '../api/client.ts'
import { describe, Problem } from '../api/problem.ts'
import { queryClient } from '../api/queries.ts'
import type { Project } from '../api/types.ts'
import { render } from '../files/exports.ts'
import { counted } from '../logic/format.ts'
import { retagged, type TagChange } from '../logic/tags.ts'
import { toast } from '../ui/toasts.tsx'
import { hidden } from './actions.ts'

const AT_ONCE = 3
const UNDO_MS = 15_000
const TRIES = 3

export type Failure = { project: Project; error: unknown }

/** Run `act` on each. Returns the failures, in the order of the projects. */
async function each(
  projects: readonly Project[],
  act: (project: Project) => Promise<unknown>,
  atOnce = AT_ONCE,
): Promise<Failure[]> {
  const failures: Failure[] = []
  const waiting = [...projects]
  const work = async () => {
    for (let project = waiting.shift(); project; project = waiting.shift()) {
      try {
        await act(project)
      } catch (error) {
        failures.push({ project, error })
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return failures.sort((a, b) => projects.indexOf(a.project) - projects.indexOf(b.project))
}

/** Change the tags of each. Tags that somebody else gives meanwhile stay. */
export async function tag(projects: readonly Project[], change: TagChange): Promise<Failure[]> {
  const failures = await each(projects, (project) => tagOne(project.id, change))
  void queryClient.invalidateQueries({ queryKey: ['projects'] })
  void queryClient.invalidateQueries({ queryKey: ['tags'] })
  return failures
}

async function tagOne(id: string, change: TagChange): Promise<void> {
  for (let left = TRIES; ; left -= 1) {
    const { data, etag } = await call(`/projects/${id}`)
    try {
      const body = { tags: retagged(data.tags, change) }
      const answer = await call(`/projects/${id}/tags`, { method: 'PUT', body, ifMatch: etag })
      queryClient.setQueryData(['project', id], answer.data)
      return
    } catch (error) {
      if (!(error instanceof Problem && error.status === 412) || left === 1) throw error
    }
  }
}

/** Delete each. The toast brings all of them back. */
export async function removeAll(projects: readonly Project[]): Promise<Failure[]> {
  const ids = projects.map(({ id }) => id)
  hidden.set((now) => new Set([...now, ...ids]))
  const failures = (await each(projects, ({ id }) => call(`/projects/${id}`, { method: 'DELETE' }))).filter(
    ({ error }) => !isGone(error),
  )
  const kept = new Set(failures.map(({ project }) => project.id))
  show(kept)
  const gone = projects.filter(({ id }) => !kept.has(id))
  if (gone.length > 0) {
    const words = `${counted(gone.length, 'recording is', 'recordings are')} deleted.`
    toast(words, { label: 'Undo', run: () => void restoreAll(gone) }, UNDO_MS)
  }
  void queryClient.invalidateQueries({ queryKey: ['projects'] })
  return failures
}

async function restoreAll(projects: readonly Project[]): Promise<void> {
  const failures = await each(projects, ({ id }) =>
    call(`/projects/${id}/restore`, { method: 'POST', body: {} }),
  )
  const lost = new Set(failures.map(({ project }) => project.id))
  const back = projects.filter(({ id }) => !lost.has(id))
  show(new Set(back.map(({ id }) => id)))
  if (back.length > 0) toast(`${counted(back.length, 'recording is', 'recordings are')} back.`)
  tell(failures)
  void queryClient.invalidateQueries({ queryKey: ['projects'] })
  for (const { id } of back) void queryClient.invalidateQueries({ queryKey: ['project', id] })
}

/** Let a worker make the zip of each, and download one after another, so that no browser asks for all at once. */
export function exportAll(projects: readonly Project[], onDone: (count: number) => void): Promise<Failure[]> {
  let count = 0
  return each(
    projects,
    async (project) => {
      await render(project, { format: 'zip' })
      onDone((count += 1))
    },
    1,
  )
}

/** Say of each failure what happened, to which recording. */
export function tell(failures: readonly Failure[]): void {
  for (const { project, error } of failures.slice(0, 2))
    toast(`“${project.title}”: ${describe(error).detail}`)
  if (failures.length > 2)
    toast(`${counted(failures.length, 'recording')} could not be changed. The first two are named here.`)
}

const isGone = (error: unknown) => error instanceof Problem && error.status === 404

function show(ids: ReadonlySet<string>): void {
  hidden.set((now) => new Set([...now].filter((id) => !ids.has(id))))
}
