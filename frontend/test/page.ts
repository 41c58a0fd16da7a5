/** A page that edits one transcript, and the server that it speaks to: `fetch` and the browser's storage are stand-ins. */

import type { Operation, Segment, Transcript, TranscriptChange } from '../src/api/types.ts'
import { Refused, Server } from './server.ts'

const stored = new Map<string, string>()
const shelf = {
  get length() {
    return stored.size
  },
  key: (at: number) => [...stored.keys()][at] ?? null,
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, text: string) => void stored.set(key, text),
  removeItem: (key: string) => void stored.delete(key),
}
Object.assign(globalThis, {
  window: { localStorage: shelf },
  localStorage: shelf,
  document: { querySelector: () => null },
})
Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true })

const { TranscriptSession } = await import('../src/transcript/session.ts')
const { speakFor } = await import('../src/api/client.ts')

export type Session = InstanceType<typeof TranscriptSession>

/** How the next answers go wrong: not done, done without an answer, or refused with a status. */
export type Mishap = 'unreachable' | 'lost' | number

export class Host {
  readonly server: Server
  /** What the server held after each edit. */
  readonly states: string[][] = []
  readonly keys: (string | null)[] = []
  mishaps: Mishap[] = []
  /** Requests of this method meet a fault of the server. */
  failsAt: 'PATCH' | null = null
  expired = 0
  /** How often something else than an edit was asked for. */
  asked = 0
  #version = 1
  readonly #answers = new Map<string, string>()

  constructor(segments: readonly Segment[]) {
    stored.clear()
    this.server = new Server(segments)
    globalThis.fetch = (_path, init) => this.#answer(init ?? {})
    speakFor({ token: async () => 'token', renew: async () => null, expired: () => (this.expired += 1) })
  }

  get transcript(): Transcript {
    const texts = { warnings: [], speakers: [], turns: [], languages: [], language: 'en', engine: 'x' }
    const segments = structuredClone(this.server.segments)
    return { ...texts, segments, version: this.#version, complete: true } as Transcript
  }

  get texts(): string[] {
    return this.server.segments.map((s) => s.text)
  }

  get drafts(): number {
    return [...stored.keys()].filter((key) => key.startsWith('clueso-draft')).length
  }

  /** What this tab has written down. */
  get draft(): { key: string; text: string } {
    const [key, text] = [...stored].find(([name]) => name.startsWith('clueso-draft'))!
    return { key, text }
  }

  write(key: string, text: string): void {
    stored.set(key, text)
  }

  /** A page of its own. */
  open(): Session {
    const place = { user: 'u', kind: 'transcript', id: 'p' } as const
    const paths = { path: '/projects/p/transcript' as const, project: '/projects/p' as const }
    const edited = { place, name: 'Transcript', href: '/projects/p', ...paths }
    return new TranscriptSession(edited, this.transcript, this.#etag)
  }

  /** Somebody else edits. */
  elsewhere(operation: Operation): void {
    this.server.patch([operation])
    this.#version += 1
  }

  get #etag(): string {
    return `"${this.#version}"`
  }

  async #answer(init: RequestInit): Promise<Response> {
    if (init.method === 'POST') this.asked += 1
    const mishap = this.mishaps.shift()
    if (mishap === 'unreachable') throw new TypeError('Failed to fetch')
    if (typeof mishap === 'number') return json({}, mishap)
    if (init.method === this.failsAt) {
      this.keys.push(new Headers(init.headers).get('Idempotency-Key'))
      return json({}, 500)
    }
    const answer = init.method === 'PATCH' ? this.#edit(init) : json(this.transcript, 200, this.#etag)
    if (mishap === 'lost') throw new TypeError('Failed to fetch')
    return answer
  }

  #edit(init: RequestInit): Response {
    const headers = new Headers(init.headers)
    const key = headers.get('Idempotency-Key')
    this.keys.push(key)
    const known = key && this.#answers.get(key)
    if (known) return json(JSON.parse(known), 200, `"${(JSON.parse(known) as { version: number }).version}"`)
    if (headers.get('If-Match') !== this.#etag) return json({}, 412)
    const { operations } = JSON.parse(init.body as string) as { operations: Operation[] }
    const done = this.#patch(operations)
    if (!done) return json({}, 422)
    const change = { ...done, version: (this.#version += 1) }
    this.states.push(this.texts)
    if (key) this.#answers.set(key, JSON.stringify(change))
    return json(change, 200, this.#etag)
  }

  #patch(operations: Operation[]): TranscriptChange | null {
    try {
      return this.server.patch(operations)
    } catch (error) {
      if (error instanceof Refused) return null
      throw error
    }
  }
}

function json(body: unknown, status = 200, etag = ''): Response {
  const type = status < 400 ? 'application/json' : 'application/problem+json'
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': type, ETag: etag } })
}
