/**
 * Unsaved work, kept in the browser until the server has it.
 *
 * Each tab writes drafts of its own, so two tabs of one user never overwrite each other. A draft is written
 * before `keep` returns: `localStorage` hands it to the browser at once, so the death of a tab loses nothing.
 */

/** What is being worked on, and by whom. */
export type Place = { user: string; kind: 'transcript' | 'document'; id: string }

export type Draft<T> = {
  work: T
  /** The ETag of the version that the work was made on. */
  base: string | null
  /** What the thing is called on screen, and the page that shows it. */
  name: string
  href: string
  /** When the draft was written, in milliseconds since 1970. */
  at: number
}

export type Kept<T> = { place: Place; tab: string; draft: Draft<T> }

/** Why the browser did not keep a draft. */
export type Trouble = 'full' | 'forbidden'

export type Shelf = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>

const PREFIX = 'clueso-draft'

export class Drafts {
  readonly tab: string
  readonly #shelf: () => Shelf
  readonly #now: () => number

  /** `shelf` may throw: reading `window.localStorage` does where the browser forbids it. */
  constructor(shelf: () => Shelf, tab: string, now: () => number = Date.now) {
    this.tab = tab
    this.#shelf = shelf
    this.#now = now
  }

  /** Write this tab's draft over its last one. Returns why that was not possible, or null. */
  keep<T>(place: Place, draft: Omit<Draft<T>, 'at'>): Trouble | null {
    try {
      this.#shelf().setItem(keyOf(place, this.tab), JSON.stringify({ ...draft, at: this.#now() }))
      return null
    } catch (error) {
      return (error as Error).name === 'QuotaExceededError' ? 'full' : 'forbidden'
    }
  }

  read<T>(place: Place, tab: string = this.tab): Draft<T> | null {
    try {
      return parsed<T>(this.#shelf().getItem(keyOf(place, tab)))
    } catch {
      return null
    }
  }

  remove(place: Place, tab: string = this.tab): void {
    try {
      this.#shelf().removeItem(keyOf(place, tab))
    } catch {
      // Where storage is forbidden, there is no draft.
    }
  }

  /** Every draft of a user, of all tabs, oldest first. */
  of<T>(user: string): Kept<T>[] {
    try {
      const shelf = this.#shelf()
      const keys = Array.from({ length: shelf.length }, (_, i) => shelf.key(i) ?? '')
      return keys
        .flatMap((key) => {
          const found = placeOf(key)
          const draft = found?.place.user === user ? parsed<T>(shelf.getItem(key)) : null
          return found && draft ? [{ ...found, draft }] : []
        })
        .toSorted((a, b) => a.draft.at - b.draft.at)
    } catch {
      return []
    }
  }

  /** The drafts of one thing, of all tabs, oldest first. */
  at<T>(place: Place): Kept<T>[] {
    return this.of<T>(place.user).filter((k) => k.place.kind === place.kind && k.place.id === place.id)
  }

  /** Remove every draft of a user. */
  forget(user: string): void {
    for (const { place, tab } of this.of(user)) this.remove(place, tab)
  }
}

function keyOf({ user, kind, id }: Place, tab: string): string {
  return [PREFIX, user, kind, id, tab].map(encodeURIComponent).join(':')
}

function placeOf(key: string): { place: Place; tab: string } | null {
  const [prefix, ...parts] = key.split(':')
  if (prefix !== PREFIX || parts.length !== 4) return null
  try {
    const [user, kind, id, tab] = parts.map(decodeURIComponent) as [string, Place['kind'], string, string]
    return { place: { user, kind, id }, tab }
  } catch {
    return null
  }
}

function parsed<T>(text: string | null): Draft<T> | null {
  if (text === null) return null
  try {
    return JSON.parse(text) as Draft<T>
  } catch {
    return null
  }
}
