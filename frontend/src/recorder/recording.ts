/** One recording while it runs: the browser's recorder, and the file that it fills piece by piece. */

import type { Writer } from './writer.ts'

/** How often a piece is kept. A tab that is killed loses no more than this and the piece on its way. */
const PIECE_MS = 1_000
const BITS_A_SECOND = { picture: 2_500_000, sound: 128_000 }

export class Recording {
  readonly #recorder: MediaRecorder
  readonly #writer: Writer
  readonly #onFailed: (error: Error) => void
  #earlierMs = 0
  #since: number | null = null
  #writing: Promise<void> = Promise.resolve()

  /** `onFailed` is called when a piece could not be made or kept: the recording must be stopped then. */
  constructor(stream: MediaStream, type: string, writer: Writer, onFailed: (error: Error) => void) {
    this.#writer = writer
    this.#onFailed = onFailed
    this.#recorder = new MediaRecorder(stream, {
      mimeType: type,
      videoBitsPerSecond: BITS_A_SECOND.picture,
      audioBitsPerSecond: BITS_A_SECOND.sound,
    })
    this.#recorder.ondataavailable = ({ data }) => this.#keep(data)
    this.#recorder.onerror = (event) => this.#onFailed((event as ErrorEvent).error as Error)
  }

  /** How long it is, without pauses. */
  get ms(): number {
    return this.#earlierMs + (this.#since === null ? 0 : performance.now() - this.#since)
  }

  start(): void {
    this.#recorder.start(PIECE_MS)
    this.#since = performance.now()
  }

  pause(): void {
    this.#recorder.requestData()
    this.#recorder.pause()
    this.#halt()
  }

  resume(): void {
    this.#recorder.resume()
    this.#since = performance.now()
  }

  /** Ends when everything is kept, and the file is closed. */
  async stop(): Promise<void> {
    this.#halt()
    if (this.#recorder.state !== 'inactive') {
      const stopped = new Promise((done) => this.#recorder.addEventListener('stop', done, { once: true }))
      this.#recorder.stop()
      await stopped
    }
    await this.#writing
    await this.#writer.close()
  }

  #halt(): void {
    this.#earlierMs = this.ms
    this.#since = null
  }

  #keep(piece: Blob): void {
    if (piece.size === 0) return
    this.#writing = this.#writer
      .append(piece, Math.round(this.ms))
      .catch((error: unknown) => this.#onFailed(error as Error))
  }
}
