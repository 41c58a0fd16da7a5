/** Retention of a recording: its words on screen, and the owner's choice. */

import { call } from '../api/client.ts'
import { describe } from '../api/problem.ts'
import { queryClient } from '../api/queries.ts'
import type { Config, Project } from '../api/types.ts'
import { counted, day } from '../logic/format.ts'
import { toast } from '../ui/toasts.tsx'

/** Returns the note in the list near or after the removal, null before. */
export function keptWords(project: Project): string | null {
  const { removal_at, removed_at } = project.recording ?? {}
  if (removed_at) return 'Text only: the recording was removed'
  return removal_at ? `The recording will be removed on ${day(removal_at)}` : null
}

/** Returns the installation's rule: "kept" or "removed after 30 days". */
export function ruleWords({ days }: Config['retention']): string {
  return days === 0 ? 'kept' : `removed after ${counted(days, 'day')}`
}

/** Save the days from the project's creation to the removal: 0 keeps for ever, null follows the installation. Returns whether it was saved. */
export async function keep(project: Project, days: number | null): Promise<boolean> {
  try {
    const { data } = await call(`/projects/${project.id}`, {
      method: 'PATCH',
      body: { retention_days: days },
    })
    queryClient.setQueryData(['project', project.id], data)
  } catch (error) {
    toast(describe(error).detail)
    return false
  }
  toast(days === 0 ? 'The recording is kept.' : 'Saved. You are told before the recording is removed.')
  void queryClient.invalidateQueries({ queryKey: ['projects'] })
  return true
}
