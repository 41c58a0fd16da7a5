/** The drafts of this browser: this tab's own, and those of tabs that are gone. */

import { Drafts, type Draft, type Kept, type Place, type Trouble } from '../logic/drafts.ts'
import { Store } from '../store.ts'

const TAB = Math.random().toString(36).slice(2)
const WAIT_MS = 1_500

const drafts = new Drafts(() => window.localStorage, TAB)

/** Why unsaved work is not kept in this browser; null while all of it is. */
export const trouble = new Store<Trouble | null>(null)
const unkept = new Map<string, Trouble>()

function note(place: Place, found: Trouble | null): void {
  const key = JSON.stringify(place)
  if (found) unkept.set(key, found)
  else unkept.delete(key)
  trouble.set([...unkept.values()].at(-1) ?? null)
}

/** Keep work that the server does not have yet, each time that it changes. */
export function keep<T>(place: Place, draft: Omit<Draft<T>, 'at'>): void {
  holdTab()
  note(place, drafts.keep(place, draft))
}

/** The server has it, or the person gave it up. */
export function drop(place: Place): void {
  drafts.remove(place)
  note(place, null)
}

/**
 * Hand over what this tab and tabs that are gone left unsaved at a place, oldest first. `take` puts it into its
 * own work and keeps that as this tab's draft; the draft of the tab that is gone is removed then. It stays where
 * `take` returns false.
 */
export async function adopt<T>(place: Place, take: (draft: Draft<T>) => boolean | void): Promise<void> {
  const own = drafts.read<T>(place)
  if (own) take(own)
  for (const { tab } of drafts.at<T>(place).filter((kept) => kept.tab !== TAB)) {
    await whenGone(tab, () => {
      // Another tab may have taken it in the meantime.
      const draft = drafts.read<T>(place, tab)
      if (!draft) return
      if (take(draft) === false) return
      if (!unkept.has(JSON.stringify(place))) drafts.remove(place, tab)
    })
  }
}

/** Whether somebody left work at a place, in whatever tab. */
export const hasDraft = (place: Place): boolean => drafts.at(place).length > 0

/** Every draft of a user, also of tabs that are open. */
export const draftsOf = (user: string): Kept<unknown>[] => drafts.of(user)

/** The drafts of a user that no open tab but this one works on. */
export async function waitingOf(user: string): Promise<Kept<unknown>[]> {
  const waiting: Kept<unknown>[] = []
  for (const kept of drafts.of(user)) {
    if (kept.tab === TAB) waiting.push(kept)
    else await whenGone(kept.tab, () => waiting.push(kept))
  }
  return waiting
}

/** The person throws a draft away. */
export function discard({ place, tab }: Kept<unknown>): void {
  drafts.remove(place, tab)
}

/** Remove every draft of a user: they signed out. */
export function forgetDrafts(user: string): void {
  drafts.forget(user)
  unkept.clear()
  trouble.set(null)
}

const lockOf = (tab: string) => `clueso-tab-${tab}`
let held = false

/** A tab holds a lock from its first draft on; the browser gives it back when the tab goes, however it goes. */
function holdTab(): void {
  if (held || !navigator.locks) return
  held = true
  void navigator.locks.request(lockOf(TAB), () => new Promise(() => {}))
}

/** Run `act` when the tab is gone. A page that is being reloaded may take a moment to go. */
async function whenGone(tab: string, act: () => void): Promise<void> {
  // Without a secure context there are no locks: two tabs may then take the same draft, which joins with itself.
  if (!navigator.locks) return act()
  const signal = AbortSignal.timeout(WAIT_MS)
  await navigator.locks.request(lockOf(tab), { signal }, act).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}
