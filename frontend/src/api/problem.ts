/** The errors of a request: a problem that the API returned (RFC 9457), or no response. */

export type Detail = { pointer: string; detail: string }

export class Problem extends Error {
  readonly status: number
  readonly slug: string
  readonly title: string
  readonly detail: string
  readonly requestId: string | null
  readonly errors: Detail[]
  readonly retryAfterS: number

  constructor(status: number, body: Record<string, unknown>, retryAfterS = 0) {
    const text = (key: string, fallback: string) =>
      typeof body[key] === 'string' ? (body[key] as string) : fallback
    const title = text('title', words(status))
    super(title)
    this.name = 'Problem'
    this.status = status
    this.slug = text('type', '').split('/').pop() ?? ''
    this.title = title
    this.detail = text('detail', 'Try again in a minute.')
    this.requestId = typeof body.request_id === 'string' ? body.request_id : null
    this.errors = Array.isArray(body.errors) ? (body.errors as Detail[]) : []
    this.retryAfterS = retryAfterS
  }
}

/** No response: the browser is offline, or the server is down. */
export class Unreachable extends Error {
  readonly title = 'Clueso cannot be reached'
  readonly detail =
    'Check your connection. Your changes are kept in this browser and saved as soon as Clueso can be reached.'

  constructor(cause: unknown) {
    super('Clueso cannot be reached', { cause })
    this.name = 'Unreachable'
  }
}

/** An error of the server itself. Waiting may not help, unlike with 502 to 504, which say "not now". */
export const isFault = (error: unknown): boolean => error instanceof Problem && error.status === 500

/** How many faults in a row end the trying. */
export const FAULT_TRIES = 10

function words(status: number): string {
  if (status >= 500) return 'Something went wrong on our side'
  return 'That did not work'
}

/** Returns the texts to show for any thrown value. */
export function describe(error: unknown): { title: string; detail: string; requestId: string | null } {
  if (error instanceof Problem) {
    const more = error.errors.map((e) => e.detail).join(' ')
    return { title: error.title, detail: more || error.detail, requestId: error.requestId }
  }
  if (error instanceof Unreachable) return { title: error.title, detail: error.detail, requestId: null }
  const detail = error instanceof Error ? error.message : 'Reload the page and try again.'
  return { title: 'That did not work', detail, requestId: null }
}
