/** When a page saves: one save at a time, the next after a rest, none once the page is closed. */

import { FAULT_TRIES, isFault } from '../api/problem.ts'

export class Saves {
  readonly #save: () => void
  readonly #after: () => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #running: Promise<void> | null = null
  #isClosed = false
  /** How often in a row the server has failed. */
  #faults = 0

  /** `save` is called after each rest, `after` at the end of whatever ran. */
  constructor(save: () => void, after: () => void) {
    this.#save = save
    this.#after = after
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** What runs now, else null. */
  get running(): Promise<void> | null {
    return this.#running
  }

  /** Save nothing any more: the page belongs to somebody else, or to nobody. */
  close(): void {
    this.#isClosed = true
    this.stopWaiting()
  }

  /** Save after a rest, which begins anew with each call. */
  later(ms: number): void {
    this.stopWaiting()
    if (!this.#isClosed) this.#timer = setTimeout(this.#save, ms)
  }

  stopWaiting(): void {
    clearTimeout(this.#timer)
  }

  /** Run `work`, unless something runs: then wait for the end of that. */
  join(work: () => Promise<void>): Promise<void> {
    return this.#running ?? this.run(work)
  }

  /** Run `work` as what others wait for. Nothing else may run. */
  run(work: () => Promise<void>): Promise<void> {
    this.#running = work().finally(() => {
      this.#running = null
      this.#after()
    })
    return this.#running
  }

  /** The server has answered as it should. */
  succeeded(): void {
    this.#faults = 0
  }

  /** Count a failure. Returns true when the server has failed so often in a row that trying again has no point. */
  failed(error: unknown): boolean {
    this.#faults = isFault(error) ? this.#faults + 1 : 0
    return this.#faults >= FAULT_TRIES
  }
}
