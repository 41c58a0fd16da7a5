/** Sends one file to storage in parts: several at once, and only those that storage does not have yet. */

import { call, get, post } from '../api/client.ts'
import { Problem, Unreachable } from '../api/problem.ts'
import type { SignedPart, Upload } from '../api/types.ts'
import { assertReadable } from './file.ts'
import { patiently, until, type Reason } from './patience.ts'

type Events = {
  onProgress(sentBytes: number): void
  /** What is waited for; null when it goes on. */
  onWaiting(reason: Reason | null): void
  /** All parts are stored. From here on the transfer can be neither stopped nor started, only ended. */
  onCompleting(): void
  onDone(): void
  onError(error: unknown): void
}

const AT_ONCE = 3
const SIGN_AHEAD = 20
const STILL_GOOD_MS = 30_000
/** How often a part is signed again when storage refuses its URL. */
const SIGN_TRIES = 4
/** The shortest time between two reports of progress. */
const REPORT_MS = 500

export class Transfer {
  readonly #file: File
  readonly #upload: Upload
  readonly #events: Events
  readonly #signed = new Map<number, SignedPart>()
  /** Bytes sent of each part. */
  readonly #sent = new Map<number, number>()
  #run = new AbortController()
  #signing: Promise<void> = Promise.resolve()
  #waitsFor: Reason | null = null
  #completing = false
  #reportedAt = 0

  constructor(file: File, upload: Upload, events: Events) {
    this.#file = file
    this.#upload = upload
    this.#events = events
  }

  start(): void {
    if (this.#completing) return
    this.#run.abort()
    const run = new AbortController()
    this.#run = run
    this.#waitsFor = null
    this.#send(run.signal).then(
      () => this.#events.onDone(),
      (error: unknown) => {
        if (run.signal.aborted) return
        this.#completing = false
        run.abort()
        this.#events.onError(error)
      },
    )
  }

  /** Stop sending. Parts that have not arrived whole are sent again by `start`. */
  stop(): void {
    if (!this.#completing) this.#run.abort()
  }

  /** Give the transfer up, also while it is being completed. No request follows, and no event. */
  end(): void {
    this.#completing = false
    this.#run.abort()
  }

  async #send(signal: AbortSignal): Promise<void> {
    const { parts } = await this.#patiently(() => get(`/uploads/${this.#upload.id}/parts`, signal), signal)
    const stored = new Map(parts.map((part) => [part.part_number, part.etag]))
    this.#sent.clear()
    for (const part of parts) this.#sent.set(part.part_number, part.size_bytes)
    if (parts.length > 0) this.#report(true)

    const numbers = Array.from({ length: this.#upload.part_count }, (_, i) => i + 1)
    const missing = numbers.filter((number) => !stored.has(number))
    const sendNext = async (): Promise<void> => {
      for (let number = missing.shift(); number !== undefined; number = missing.shift())
        stored.set(number, await this.#put(number, signal))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, sendNext))
    signal.throwIfAborted()
    const complete = numbers.map((number) => ({
      part_number: number,
      etag: stored.get(number)!.replaceAll('"', ''),
    }))
    this.#completing = true
    this.#events.onCompleting()
    await this.#patiently(() => this.#complete(complete, signal), signal)
  }

  async #complete(parts: { part_number: number; etag: string }[], signal: AbortSignal): Promise<void> {
    await call(`/uploads/${this.#upload.id}/complete`, { method: 'POST', body: { parts }, signal })
  }

  /** Send a part until it is stored. Returns its ETag. */
  async #put(number: number, signal: AbortSignal): Promise<string> {
    const size = this.#upload.part_size_bytes
    const body = this.#file.slice((number - 1) * size, number * size)
    const etag = await this.#patiently(() => this.#putSigned(number, body, signal), signal)
    this.#sent.set(number, body.size)
    this.#report(true)
    return etag
  }

  /** Send a part once, or a few times while storage refuses its URL, which may have expired. */
  async #putSigned(number: number, body: Blob, signal: AbortSignal): Promise<string> {
    for (let refusals = 0; ; refusals += 1) {
      const part = await this.#sign(number, signal)
      try {
        return await putOnce(part, body, signal, (bytes) => {
          this.#sent.set(number, bytes)
          this.#report(false)
        })
      } catch (error) {
        this.#sent.delete(number)
        // A browser reports a file that changed on disk like a lost network.
        if (error instanceof Unreachable) await assertReadable(body)
        if (!(error instanceof Refusal)) throw error
        this.#signed.delete(number)
        if (refusals === SIGN_TRIES) throw error
        if (refusals > 0) await until(1000 * 2 ** (refusals - 1), signal)
      }
    }
  }

  async #patiently<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const result = await patiently(attempt, signal, (reason) => this.#waited(reason))
    this.#waited(null)
    return result
  }

  /** Sign a run of parts at a time, so that a long file does not use up the user's writes of a minute. */
  async #sign(number: number, signal: AbortSignal): Promise<SignedPart> {
    const turn = this.#signing.then(() => this.#signAhead(number))
    this.#signing = turn.catch(() => {})
    await turn
    signal.throwIfAborted()
    return this.#signed.get(number)!
  }

  async #signAhead(number: number): Promise<void> {
    const held = this.#signed.get(number)
    if (held && Date.parse(held.expires_at) - Date.now() > STILL_GOOD_MS) return
    const last = Math.min(this.#upload.part_count, number + SIGN_AHEAD - 1)
    const wanted = Array.from({ length: last - number + 1 }, (_, i) => number + i)
    const { parts } = await post(`/uploads/${this.#upload.id}/parts`, {
      part_numbers: wanted,
    })
    for (const part of parts) this.#signed.set(part.part_number, part)
  }

  #waited(reason: Reason | null): void {
    if (reason !== this.#waitsFor) this.#events.onWaiting(reason)
    this.#waitsFor = reason
  }

  #report(atOnce: boolean): void {
    const now = performance.now()
    if (!atOnce && now - this.#reportedAt < REPORT_MS) return
    this.#reportedAt = now
    this.#events.onProgress(total(this.#sent))
  }
}

const total = (sent: Map<number, number>) => [...sent.values()].reduce((sum, bytes) => sum + bytes, 0)

/** Storage does not take a part by this URL. */
class Refusal extends Problem {}

/** One try to send a part. Returns its ETag. XMLHttpRequest, because fetch does not report the progress of a request. */
function putOnce(
  part: SignedPart,
  body: Blob,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error)
    const xhr = new XMLHttpRequest()
    const stop = () => xhr.abort()
    signal.addEventListener('abort', stop, { once: true })
    xhr.addEventListener('loadend', () => signal.removeEventListener('abort', stop))
    xhr.open('PUT', part.url)
    for (const [name, value] of Object.entries(part.headers ?? {})) {
      if (!/^(host|content-length)$/i.test(name)) xhr.setRequestHeader(name, value)
    }
    xhr.upload.addEventListener('progress', (event) => onProgress(event.loaded))
    xhr.addEventListener('abort', () => reject(signal.reason as Error))
    xhr.addEventListener('error', () => reject(new Unreachable('error')))
    xhr.addEventListener('timeout', () => reject(new Unreachable('timeout')))
    xhr.addEventListener('load', () => {
      const etag = xhr.getResponseHeader('ETag')
      if (xhr.status >= 200 && xhr.status < 300 && etag) resolve(etag)
      else reject(refusal(xhr.status))
    })
    xhr.send(body)
  })
}

function refusal(status: number): Problem {
  // Storage refuses an expired URL with one of these.
  const Kind = [400, 403].includes(status) ? Refusal : Problem
  return new Kind(status, {
    title: 'Storage did not take the file',
    detail: 'Try again: what arrived is kept. If it goes on, tell us the time of day.',
  })
}
