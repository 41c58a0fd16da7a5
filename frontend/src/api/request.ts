/** One HTTP request. `client.ts` adds tokens, ETags and retries. */

import { Unreachable } from './problem.ts'

/** The time until a response begins. A connection that dies without a word would else keep the page waiting. */
export const ANSWER_MS = 120_000

/** Send a request. Returns the response, whatever its status. Throws Unreachable without one, and the reason of `init.signal`. */
export async function request(url: string, init: RequestInit = {}): Promise<Response> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), ANSWER_MS)
  const signal = init.signal ? AbortSignal.any([init.signal, limit.signal]) : limit.signal
  try {
    return await fetch(url, { ...init, signal })
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new Unreachable(error)
  } finally {
    clearTimeout(timer)
  }
}
