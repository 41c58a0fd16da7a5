/** Idempotency keys: a request that is repeated after a lost response creates one resource. */

import { newId } from '../newId.ts'

export class Once {
  #body = ''
  #key = ''

  /** Returns the key for this body: the same key as before while the body is the same. */
  keyFor(body: unknown): string {
    const text = JSON.stringify(body)
    if (text !== this.#body) {
      this.#body = text
      this.#key = newId()
    }
    return this.#key
  }
}
