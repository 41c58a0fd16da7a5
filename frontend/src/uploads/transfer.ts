/** One file on its way into storage: Uppy cuts and sends the parts, this signs them and waits out the network. */

import AwsS3 from '@uppy/aws-s3'
import Uppy from '@uppy/core'
import { get, post } from '../api/client.ts'
import { Problem } from '../api/problem.ts'
import type { SignedPart, StoredPart, Upload } from '../api/types.ts'

type Events = {
  onProgress(sentBytes: number): void
  onWaiting(waiting: boolean): void
  onDone(): void
  onError(error: unknown): void
}

const AT_ONCE = 3
const SIGN_AHEAD = 20
const STILL_GOOD_MS = 30_000

export class Transfer {
  readonly #uppy: Uppy
  readonly #upload: Upload
  readonly #events: Events
  readonly #signed = new Map<number, SignedPart>()
  #fileId = ''
  #signing: Promise<void> = Promise.resolve()
  #waits = 0

  constructor(file: File, upload: Upload, events: Events) {
    this.#upload = upload
    this.#events = events
    this.#uppy = new Uppy({ id: upload.id, autoProceed: false, allowMultipleUploadBatches: true })
    this.#uppy.use(AwsS3, {
      shouldUseMultipart: true,
      limit: AT_ONCE,
      retryDelays: [0, 1000, 3000, 5000],
      getChunkSize: () => upload.part_size_bytes,
      createMultipartUpload: async () => ({ uploadId: upload.id, key: upload.key }),
      listParts: () => this.#listParts(),
      signPart: (_file, { partNumber }) => this.#sign(partNumber),
      uploadPartBytes: (part) => this.#put(part),
      completeMultipartUpload: (_file, { parts }) => this.#complete(parts as Part[]),
      // Uppy aborts after every failure; only a person gives an upload up.
      abortMultipartUpload: async () => {},
    })
    this.#uppy.on('upload-progress', (_file, progress) => events.onProgress(progress.bytesUploaded || 0))
    this.#uppy.on('upload-success', () => events.onDone())
    this.#uppy.on('upload-error', (_file, error) =>
      events.onError((error as { cause?: unknown }).cause ?? error),
    )
    this.#fileId = this.#uppy.addFile({ name: file.name, type: file.type, data: file, source: 'clueso' })
    // Told that the multipart upload exists already, Uppy asks which parts are there and sends the others.
    this.#uppy.setFileState(this.#fileId, { s3Multipart: { uploadId: upload.id, key: upload.key } } as object)
  }

  start(): void {
    void this.#uppy.upload()
  }

  pause(): void {
    this.#uppy.pauseResume(this.#fileId)
  }

  resume(): void {
    this.#uppy.pauseResume(this.#fileId)
  }

  destroy(): void {
    this.#uppy.destroy()
  }

  async #listParts() {
    const { parts } = await get<{ parts: StoredPart[] }>(`/uploads/${this.#upload.id}/parts`)
    const held = parts.reduce((sum, part) => sum + part.size_bytes, 0)
    if (held > 0) this.#events.onProgress(held)
    return parts.map((p) => ({ PartNumber: p.part_number, ETag: p.etag, Size: p.size_bytes }))
  }

  /** Signs a run of parts at a time, so that a long file does not use up the writes of a minute. */
  async #sign(partNumber: number): Promise<{ url: string; headers: Record<string, string> }> {
    const turn = this.#signing.then(() => this.#signAhead(partNumber))
    this.#signing = turn.catch(() => {})
    await turn
    const part = this.#signed.get(partNumber)!
    // Handed out once: whoever asks again does so because it did not work.
    this.#signed.delete(partNumber)
    return { url: part.url, headers: part.headers ?? {} }
  }

  async #signAhead(partNumber: number): Promise<void> {
    const held = this.#signed.get(partNumber)
    if (held && Date.parse(held.expires_at) - Date.now() > STILL_GOOD_MS) return
    const last = Math.min(this.#upload.part_count, partNumber + SIGN_AHEAD - 1)
    const wanted = Array.from({ length: last - partNumber + 1 }, (_, i) => partNumber + i)
    const { parts } = await post<{ parts: SignedPart[] }>(`/uploads/${this.#upload.id}/parts`, {
      part_numbers: wanted,
    })
    for (const part of parts) this.#signed.set(part.part_number, part)
  }

  async #put(part: PutRequest): Promise<{ ETag: string }> {
    for (let tries = 0; ; tries += 1) {
      const result = await putOnce(part)
      if (result.kind === 'stored') {
        this.#waited(0)
        part.onComplete?.(result.etag)
        return { ETag: result.etag }
      }
      if (result.kind === 'refused') throw refusal(result.status)
      this.#waited(this.#waits + 1)
      await until(Math.min(15_000, 1000 * 2 ** tries), part.signal)
    }
  }

  #waited(waits: number): void {
    if (this.#waits > 0 !== waits > 0) this.#events.onWaiting(waits > 0)
    this.#waits = waits
  }

  async #complete(parts: Part[]): Promise<Record<string, never>> {
    const body = {
      parts: parts.map((p) => ({ part_number: p.PartNumber, etag: p.ETag.replaceAll('"', '') })),
    }
    await post(`/uploads/${this.#upload.id}/complete`, body)
    return {}
  }
}

type Part = { PartNumber: number; ETag: string }

type PutRequest = {
  signature: { url: string; headers?: Record<string, string> }
  body: FormData | Blob
  onProgress: (event: ProgressEvent) => void
  onComplete: (etag: string) => void
  signal?: AbortSignal
}

type Put = { kind: 'stored'; etag: string } | { kind: 'refused'; status: number } | { kind: 'lost' }

function putOnce({ signature, body, onProgress, signal }: PutRequest): Promise<Put> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error)
    const xhr = new XMLHttpRequest()
    const stop = () => xhr.abort()
    signal?.addEventListener('abort', stop, { once: true })
    xhr.open('PUT', signature.url)
    for (const [name, value] of Object.entries(signature.headers ?? {})) {
      if (!/^(host|content-length)$/i.test(name)) xhr.setRequestHeader(name, value)
    }
    xhr.upload.addEventListener('progress', onProgress)
    xhr.addEventListener('abort', () =>
      reject((signal?.reason as Error) ?? new DOMException('Aborted', 'AbortError')),
    )
    xhr.addEventListener('error', () => resolve({ kind: 'lost' }))
    xhr.addEventListener('timeout', () => resolve({ kind: 'lost' }))
    xhr.addEventListener('load', () => {
      signal?.removeEventListener('abort', stop)
      if (xhr.status >= 500 || xhr.status === 429) return resolve({ kind: 'lost' })
      const etag = xhr.getResponseHeader('ETag')
      if (xhr.status >= 200 && xhr.status < 300 && etag) return resolve({ kind: 'stored', etag })
      resolve({ kind: 'refused', status: xhr.status })
    })
    xhr.send(body)
  })
}

/** An expired signature in the words by which Uppy knows to sign again; anything else for the person. */
function refusal(status: number): Error {
  if (status === 403 || status === 400)
    return Object.assign(new Error('Request has expired'), { source: { status: 403 } })
  return new Problem(status, {
    title: 'Storage did not take the file',
    detail: 'Try again: what arrived is kept. If it goes on, tell us the time of day.',
  })
}

/** Wait, but no longer than until the network is back. */
function until(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    window.addEventListener('online', done)
    signal?.addEventListener('abort', () => {
      done()
      reject(signal.reason as Error)
    })
  })
}
