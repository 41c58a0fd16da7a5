/** Actions on a project that several places offer. */

import { call, post } from '../api/client.ts'
import { Problem, describe } from '../api/problem.ts'
import { queryClient } from '../api/queries.ts'
import type { Project } from '../api/types.ts'
import { Store } from '../store.ts'
import { toast } from '../ui/toasts.tsx'

/** Projects that were deleted here and may still come back. */
export const hidden = new Store<ReadonlySet<string>>(new Set())

const UNDO_MS = 15_000

function refresh(): void {
  void queryClient.invalidateQueries({ queryKey: ['projects'] })
}

export async function remove(project: Project): Promise<boolean> {
  hidden.set((now) => new Set([...now, project.id]))
  try {
    await call(`/projects/${project.id}`, { method: 'DELETE' })
  } catch (error) {
    if (!isGone(error)) {
      show(project.id)
      toast(describe(error).detail)
      return false
    }
  }
  toast(`“${project.title}” is deleted.`, { label: 'Undo', run: () => void restore(project) }, UNDO_MS)
  refresh()
  return true
}

/** Whether the project is deleted already: by another tab, or by a request whose response was lost. */
function isGone(error: unknown): boolean {
  return error instanceof Problem && error.status === 404
}

function show(id: string): void {
  hidden.set((now) => new Set([...now].filter((other) => other !== id)))
}

async function restore(project: Project): Promise<void> {
  try {
    await call(`/projects/${project.id}/restore`, { method: 'POST', body: {} })
    show(project.id)
    toast(`“${project.title}” is back.`)
  } catch (error) {
    toast(describe(error).detail)
  }
  refresh()
  void queryClient.invalidateQueries({ queryKey: ['project', project.id] })
}

export async function rename(project: Project, title: string): Promise<void> {
  const next = title.trim()
  if (!next || next === project.title) return
  const before = project
  const put = (p: Project) => queryClient.setQueryData(['project', project.id], p)
  put({ ...project, title: next, title_is_generated: false })
  try {
    const { data } = await call(`/projects/${project.id}`, {
      method: 'PATCH',
      body: { title: next },
    })
    put(data)
    refresh()
  } catch (error) {
    put(before)
    toast(describe(error).detail)
  }
}

async function act(project: Project, what: 'retry' | 'cancel'): Promise<void> {
  try {
    await post(`/projects/${project.id}/${what}`, {})
  } catch (error) {
    toast(describe(error).detail)
  }
  await queryClient.invalidateQueries({ queryKey: ['project', project.id] })
  void queryClient.invalidateQueries({ queryKey: ['documents', project.id] })
  void queryClient.invalidateQueries({ queryKey: ['document'] })
}

export const retry = (project: Project) => act(project, 'retry')
export const cancel = (project: Project) => act(project, 'cancel')
