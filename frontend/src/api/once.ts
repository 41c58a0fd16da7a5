/** Idempotency keys: asked for again after a lost answer, a thing is made once. */

export class Once {
  #body = ''
  #key = ''

  /** The key for this body: the last one as long as the body is the same. */
  keyFor(body: unknown): string {
    const text = JSON.stringify(body)
    if (text !== this.#body) {
      this.#body = text
      this.#key = crypto.randomUUID()
    }
    return this.#key
  }
}
