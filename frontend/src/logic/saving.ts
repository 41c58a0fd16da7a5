/** What the saved state of an edited thing is called, and what a failed request means for it. */

import { Problem } from '../api/problem.ts'

export type Saving = 'saved' | 'unsaved' | 'saving' | 'waiting' | 'undecided' | 'refused'

/** How long nobody types before it is saved, and when a save that got no answer is tried again. */
export const REST_MS = 900
export const AGAIN_MS = 4_000

/**
 * `changed`: somebody else saved first. `refused`: the server will not take it as it is. `signed-out`: only a
 * sign-in helps. `waiting`: the same request may work later.
 */
export type Failure = 'changed' | 'refused' | 'signed-out' | 'waiting'

export function failureOf(error: unknown): Failure {
  if (isInProgress(error)) return 'waiting'
  const status = error instanceof Problem ? error.status : 0
  if (status === 412) return 'changed'
  if (status === 401) return 'signed-out'
  return status >= 400 && status < 500 && status !== 429 ? 'refused' : 'waiting'
}

/** Whether the server itself answered that it did nothing. Any other failure leaves open what it did. */
export const wasRefused = (error: unknown): boolean =>
  error instanceof Problem && error.status >= 400 && error.status < 500 && !isInProgress(error)

/** The server still works on the first request of the same key. */
const isInProgress = (error: unknown): boolean =>
  error instanceof Problem && error.slug === 'request-in-progress'

/** The state in words. `failure` is the error of the last try. */
export function savingWords(saving: Saving, failure: unknown, online: boolean): string {
  switch (saving) {
    case 'saved':
      return 'Saved'
    case 'unsaved':
      return 'Not saved yet'
    case 'saving':
      return 'Saving…'
    case 'undecided':
      return 'Waiting for your decision'
    case 'refused':
      return 'Not saved'
    case 'waiting':
      if (failureOf(failure) === 'signed-out') return 'Not saved: signed out'
      return online ? 'Not saved: no answer' : 'Not saved: offline'
  }
}
