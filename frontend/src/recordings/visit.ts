/** What became ready since the last visit of this browser. */

import type { Project } from '../api/types.ts'
import { visited, type Visits } from '../logic/visits.ts'
import { recall, remember } from '../storage.ts'

let visits: Visits | null = null

export function isNew({ ready_at }: Pick<Project, 'ready_at'>): boolean {
  visits ??= note()
  return ready_at !== null && Date.parse(ready_at) > visits.since
}

function note(): Visits {
  const now = visited(recall<Visits | null>('visits', null), Date.now())
  remember('visits', now)
  document.addEventListener('visibilitychange', () => remember('visits', { ...now, last: Date.now() }))
  return now
}
