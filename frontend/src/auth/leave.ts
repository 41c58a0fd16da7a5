/** Leaves nothing of a person behind in this browser. */

import { forgetAnswers } from '../api/client.ts'
import { queryClient } from '../api/queries.ts'
import { forgetEverything } from './storage.ts'

const leaving = new Set<() => void>()

/** Call `clean` when somebody signs out. */
export function onLeave(clean: () => void): void {
  leaving.add(clean)
}

export function leave(): void {
  for (const clean of leaving) clean()
  forgetEverything()
  forgetAnswers()
  const config = queryClient.getQueryData(['config'])
  queryClient.clear()
  queryClient.setQueryData(['config'], config)
  window.history.replaceState(null, '', '/')
}
