/** When the visit before this one ended: what became ready since is new. */

/** A pause this long ends a visit. */
const PAUSE_MS = 30 * 60_000

/** `last` is the last moment of any visit, `since` when the visit before ended. */
export type Visits = { last: number; since: number }

export function visited(before: Visits | null, now: number): Visits {
  if (!before) return { last: now, since: now }
  return { last: now, since: now - before.last > PAUSE_MS ? before.last : before.since }
}
