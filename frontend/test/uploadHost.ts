/** What an upload speaks to: the API, storage, the network and the clock are stand-ins. */

import { mock, type TestContext } from 'node:test'

const shelf = { getItem: () => null, setItem: () => {}, removeItem: () => {} }
const page = Object.assign(new EventTarget(), { localStorage: shelf })
Object.assign(globalThis, {
  window: page,
  localStorage: shelf,
  document: { querySelector: () => null },
  // Node waits for a channel that is open.
  BroadcastChannel: class {},
})

/** What one request comes to: a status, no answer (null), an answer that is held back until `release`, or 429. */
export type Fate = number | null | 'held' | { retryAfterS: number }

export const PARTS = 2
const PART_BYTES = 4
export const UPLOAD = { id: 'u', part_count: PARTS, part_size_bytes: PART_BYTES }

export const talk = () => new File(['abcdefgh'], 'talk.wav')

/** `count` times the same fate. */
export const times = (count: number, fate: Fate): Fate[] => Array.from({ length: count }, () => fate)

export class UploadHost {
  readonly requests: string[] = []
  /** The fates of the next requests, by "POST parts" and the like. A request without one succeeds. */
  readonly fates: Record<string, Fate[]> = {}
  readonly #stored = new Set<number>()
  #status = 'pending'
  #release = () => {}

  constructor(t: TestContext) {
    mock.timers.enable({ apis: ['setTimeout'] })
    t.after(() => mock.timers.reset())
    globalThis.fetch = (path, init) => this.#answer(path as string, init ?? {})
    globalThis.XMLHttpRequest = standIn((part) => this.#put(part)) as never
  }

  count(request: string): number {
    return this.requests.filter((made) => made === request).length
  }

  release(): void {
    this.#release()
  }

  #fate(request: string): Fate | undefined {
    this.requests.push(request)
    return this.fates[request]?.shift()
  }

  #put(number: number): Fate {
    const fate = this.#fate('PUT part')
    if (fate !== undefined) return fate
    this.#stored.add(number)
    return 200
  }

  async #answer(path: string, init: RequestInit): Promise<Response> {
    const name = path.split('/').pop()!
    const request = `${init.method} ${name}`
    const fate = this.#fate(request)
    if (fate === null) throw new TypeError('Failed to fetch')
    if (fate === 'held') await this.#held(init.signal)
    if (typeof fate === 'object')
      return new Response('', { status: 429, headers: { 'Retry-After': `${fate.retryAfterS}` } })
    if (typeof fate === 'number') return new Response('', { status: fate })
    return Response.json(this.#body(request, init))
  }

  #held(signal: AbortSignal | null | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#release = resolve
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    })
  }

  #body(request: string, init: RequestInit): unknown {
    switch (request) {
      case 'GET parts':
        return { parts: [...this.#stored].map((part_number) => stored(part_number)) }
      case 'POST parts':
        return {
          parts: (JSON.parse(init.body as string) as { part_numbers: number[] }).part_numbers.map(signed),
        }
      case 'POST complete':
        this.#status = 'stored'
    }
    return { ...UPLOAD, status: this.#status, expires_at: '2999-01-01T00:00:00Z' }
  }
}

const stored = (part_number: number) => ({ part_number, etag: '"e"', size_bytes: PART_BYTES })

const signed = (part_number: number) => ({
  part_number,
  url: `/${part_number}`,
  headers: {},
  expires_at: '2999-01-01T00:00:00Z',
})

/** XMLHttpRequest of which each PUT meets its fate at once. */
const standIn = (put: (part: number) => Fate) =>
  class extends EventTarget {
    readonly upload = new EventTarget()
    status = 0
    #part = 0
    open(_method: string, url: string): void {
      this.#part = Number(url.slice(1))
    }
    setRequestHeader(): void {}
    getResponseHeader = () => '"e"'
    abort(): void {
      this.dispatchEvent(new Event('abort'))
    }
    send(): void {
      const fate = put(this.#part)
      if (fate === 'held') return
      this.status = typeof fate === 'number' ? fate : 0
      queueMicrotask(() => {
        this.dispatchEvent(new Event(fate === null ? 'error' : 'load'))
        this.dispatchEvent(new Event('loadend'))
      })
    }
  }

/** All that can happen without time passing. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 50; i += 1) await new Promise(setImmediate)
}

export async function passes(ms: number): Promise<void> {
  await settled()
  mock.timers.tick(ms)
  await settled()
}
