/** Repeats a request of an upload until it is done. What passes by itself is waited out. */

import { FAULT_TRIES, isFault, Problem, Unreachable } from '../api/problem.ts'

/** What a request waits for: a network or a server that is away, a server that takes no more now, or a sign-in. */
export type Reason = 'network' | 'turn' | 'sign-in'

const LONGEST_MS = 15_000
const SIGN_IN_MS = 4_000

/**
 * Try until it is done. No answer, and an answer that says "not now", are waited out, as long as `Retry-After` says.
 * A server's fault is taken FAULT_TRIES times in a row. Throws every other error, and the reason of `signal`, which
 * ends the waiting but no request.
 */
export async function patiently<T>(
  attempt: () => Promise<T>,
  signal: AbortSignal,
  onWait: (reason: Reason) => void,
): Promise<T> {
  for (let [losses, faults] = [0, 0]; ; losses += 1) {
    try {
      return await attempt()
    } catch (error) {
      signal.throwIfAborted()
      const reason = reasonOf(error)
      faults = isFault(error) ? faults + 1 : 0
      if (!reason || faults === FAULT_TRIES) throw error
      onWait(reason)
      await (reason === 'network' ? untilOnline : until)(pauseMs(error, reason, losses), signal)
    }
  }
}

function reasonOf(error: unknown): Reason | null {
  if (error instanceof Unreachable) return 'network'
  if (!(error instanceof Problem)) return null
  if (error.status === 401) return 'sign-in'
  // A quota is not a matter of waiting a little.
  if (error.status === 429) return error.slug === 'quota-exceeded' ? null : 'turn'
  if (error.status === 503) return 'turn'
  return error.status >= 500 ? 'network' : null
}

function pauseMs(error: unknown, reason: Reason, losses: number): number {
  if (reason === 'sign-in') return SIGN_IN_MS
  const asked = error instanceof Problem ? error.retryAfterS * 1000 : 0
  return asked || Math.min(LONGEST_MS, 1000 * 2 ** losses)
}

/** Wait. Throws the reason of `signal`. */
export function until(ms: number, signal: AbortSignal, wakes?: EventTarget): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer)
      wakes?.removeEventListener('online', done)
      signal.removeEventListener('abort', done)
      if (signal.aborted) reject(signal.reason as Error)
      else resolve()
    }
    const timer = setTimeout(done, ms)
    wakes?.addEventListener('online', done)
    signal.addEventListener('abort', done)
  })
}

/** Wait, but no longer than until the network is back. */
const untilOnline = (ms: number, signal: AbortSignal) => until(ms, signal, window)
