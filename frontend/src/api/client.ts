/** Sends requests to the API: tokens, ETags, retries. `routes.ts` gives each its types. */

import { basePath } from '../base.ts'
import { Problem, Unreachable } from './problem.ts'
import { request } from './request.ts'
import type { Method, Returned, Route, Taken } from './routes.ts'

export type Answer<T> = { data: T; etag: string | null; location: string | null }

type Options<B = unknown, M extends Method = Method> = {
  method?: M
  body?: B
  ifMatch?: string | null
  idempotencyKey?: string
  signal?: AbortSignal
}

type Session = {
  token(): Promise<string | null>
  /** Returns a new token; null when the session is over. Throws when the sign-in service does not answer. */
  renew(): Promise<string | null>
  expired(): void
}

type Listener = (reachable: boolean) => void

/** The prefix of every path of the API. */
export const BASE = `${basePath}/api/v1`
const PATIENCE_S = 30

let renewing: Promise<string | null> | null = null
let session: Session = { token: async () => null, renew: async () => null, expired: () => {} }
const listeners = new Set<Listener>()
// By path, which determines the type of the answer.
const remembered = new Map<string, Answer<any>>()

/** Use the tokens of this session from now on. */
export function speakFor(next: Session): void {
  session = next
}

/** Forget the stored responses: another user may sign in. */
export function forgetAnswers(): void {
  remembered.clear()
}

/** Call `listener` after each request with whether the server answered. Returns a function that ends that. */
export function onReachable(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Send a request. Returns the response's data, ETag and Location. Throws Problem for an error status, Unreachable without a response. */
export async function call<P extends string, M extends Method = 'GET'>(
  path: Route<P, M>,
  options: Options<Taken<P, M>, M> = {},
): Promise<Answer<Returned<P, M>>> {
  const response = await send(path, options)
  if (response.status === 304) return unchanged(path, Number(response.headers.get('Retry-After')))
  const text = response.status === 204 ? '' : await response.text()
  const answer = {
    data: text ? JSON.parse(text) : null,
    etag: strong(response.headers.get('ETag')),
    location: response.headers.get('Location'),
  }
  if ((options.method ?? 'GET') === 'GET' && answer.etag) remembered.set(path, answer)
  return answer
}

/** Return the remembered answer. A server that many watch asks, for now, to be read less often than its answer said. */
function unchanged<T>(path: string, afterS: number): Answer<T> {
  const answer = remembered.get(path)!
  const dueMs = answer.data?.poll_after_ms
  if (!dueMs || !(afterS * 1000 > dueMs)) return answer
  return { ...answer, data: { ...answer.data, poll_after_ms: afterS * 1000 } }
}

/** Remove the mark of a weak tag (`W/"7"`), which compressing proxies add; the version is the same. */
const strong = (tag: string | null) => tag && tag.replace(/^W\//, '')

/** Send a GET and return the data. */
export async function get<P extends string>(
  path: Route<P, 'GET'>,
  signal?: AbortSignal,
): Promise<Returned<P, 'GET'>> {
  return (await call(path, { signal })).data
}

/** Send a POST and return the data. */
export async function post<P extends string>(
  path: Route<P, 'POST'>,
  body: Taken<P, 'POST'>,
  idempotencyKey?: string,
): Promise<Returned<P, 'POST'>> {
  return (await call(path, { method: 'POST', body, idempotencyKey })).data
}

/** Download a file. Returns its bytes and the name that the server gives it. */
export async function download(path: string, fallbackName: string): Promise<{ blob: Blob; name: string }> {
  const response = await send(path, {})
  const disposition = response.headers.get('Content-Disposition') ?? ''
  const name =
    /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1] ?? /filename="?([^";]+)"?/i.exec(disposition)?.[1]
  return { blob: await response.blob(), name: name ? decodeURIComponent(name) : fallbackName }
}

async function send(path: string, options: Options): Promise<Response> {
  let token = await session.token()
  let renewed = false
  for (let waits = 0; ;) {
    const response = await attempt(path, options, token)
    if (response.ok || response.status === 304) return response
    if (response.status === 401 && !renewed) {
      renewed = true
      token = await renewOnce()
      if (token) continue
    }
    if (response.status === 401) session.expired()
    const problem = await problemOf(response)
    const patient = problem.status === 429 && problem.slug !== 'quota-exceeded' && waits < 3
    if (!patient || problem.retryAfterS > PATIENCE_S) throw problem
    waits += 1
    await pause(Math.max(1, problem.retryAfterS) * 1000, options.signal)
  }
}

/** Renew the token. Requests that find it expired at the same time share one renewal. */
function renewOnce(): Promise<string | null> {
  renewing ??= session.renew().finally(() => {
    renewing = null
  })
  return renewing
}

async function attempt(path: string, options: Options, token: string | null): Promise<Response> {
  const method = options.method ?? 'GET'
  const headers = new Headers({ Accept: 'application/json' })
  if (token) headers.set('Authorization', `Bearer ${token}`)
  if (options.body !== undefined) headers.set('Content-Type', 'application/json')
  if (options.ifMatch) headers.set('If-Match', options.ifMatch)
  if (options.idempotencyKey) headers.set('Idempotency-Key', options.idempotencyKey)
  const known = method === 'GET' ? remembered.get(path)?.etag : null
  if (known) headers.set('If-None-Match', known)
  const body = options.body === undefined ? undefined : JSON.stringify(options.body)
  try {
    const response = await request(BASE + path, {
      method,
      headers,
      body,
      signal: options.signal ?? null,
      cache: 'no-store',
    })
    // A proxy answers 502 or 504 when the server is down.
    const gone = response.status === 502 || response.status === 504
    for (const tell of listeners) tell(!gone)
    return response
  } catch (error) {
    if (error instanceof Unreachable) for (const tell of listeners) tell(false)
    throw error
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const retryAfterS = secondsOf(response.headers.get('Retry-After') ?? '')
  const isJson = response.headers.get('Content-Type')?.includes('json')
  const body = isJson ? await response.json().catch(() => ({})) : {}
  return new Problem(response.status, body, retryAfterS)
}

/** `Retry-After` is a number of seconds, or a date, which proxies write. */
function secondsOf(retryAfter: string): number {
  return Number(retryAfter) || Math.max(0, (Date.parse(retryAfter) - Date.now()) / 1000) || 0
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
