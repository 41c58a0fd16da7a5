/** A file of the browser's storage that is written while a recording runs. */

import type { Facts } from '../logic/recording.ts'
import type { Order, Report } from './writerWorker.ts'

/** The storage does not take what is written. */
export class NotWritten extends Error {
  readonly isFull: boolean

  constructor({ name, message }: { name: string; message: string }) {
    super(message)
    this.isFull = name === 'QuotaExceededError'
  }
}

export class Writer {
  readonly #worker = new Worker(new URL('./writerWorker.ts', import.meta.url), { type: 'module' })
  readonly #onBytes: (bytes: number) => void
  readonly #waiting: { done: () => void; failed: (error: NotWritten) => void }[] = []

  /** `onBytes` is told the size of the file each time that it has grown. */
  constructor(onBytes: (bytes: number) => void = () => {}) {
    this.#onBytes = onBytes
    this.#worker.onmessage = ({ data }: MessageEvent<Report>) => this.#heard(data)
    this.#worker.onerror = (event) => {
      event.preventDefault()
      const error = new NotWritten({ name: 'Error', message: 'Its worker did not start.' })
      for (const { failed } of this.#waiting.splice(0)) failed(error)
    }
  }

  /** Begin a recording, or go on with its journal. Throws NotWritten. */
  open(user: string, id: string, facts: Partial<Facts>): Promise<void> {
    return this.#order({ kind: 'open', user, id, facts })
  }

  /** Keep a piece of the recording, which is `ms` long with it. Throws NotWritten. */
  append(chunk: Blob, ms: number): Promise<void> {
    return this.#order({ kind: 'append', chunk, ms })
  }

  async close(): Promise<void> {
    await this.#order({ kind: 'close' }).catch(() => {})
    this.#worker.terminate()
  }

  #order(order: Order): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ done, failed })
      this.#worker.postMessage(order)
    })
  }

  #heard(report: Report): void {
    const { done, failed } = this.#waiting.shift()!
    if (report.kind === 'failed') return failed(new NotWritten(report))
    if (report.kind === 'written') this.#onBytes(report.bytes)
    done()
  }
}
