/** Which of the pictures that were taken for a guide belong to a step. */

import type { GuideStep, TakenPicture } from '../api/types.ts'

const AROUND_MS = 5_000
export const MOST_PICTURES = 12

/**
 * Those around a step's speech and the moment it shows, in time order; of very many the nearest to it. What
 * another step shows is left to that one: it may be the very screen that is offered here too.
 */
export function picturesNear(
  pictures: readonly TakenPicture[],
  steps: readonly GuideStep[],
  index: number,
): TakenPicture[] {
  const step = steps[index]!
  const theirs = new Set(steps.filter((_, i) => i !== index).map((other) => other.picture?.at_ms))
  const now = step.picture?.at_ms ?? step.end_ms
  const from = Math.min(step.start_ms, now) - AROUND_MS
  const to = Math.max(step.end_ms, now) + AROUND_MS
  const far = (picture: TakenPicture) => Math.abs(picture.at_ms - now)
  return pictures
    .filter(({ at_ms }) => at_ms >= from && at_ms <= to && (at_ms === now || !theirs.has(at_ms)))
    .toSorted((a, b) => far(a) - far(b))
    .slice(0, MOST_PICTURES)
    .toSorted((a, b) => a.at_ms - b.at_ms)
}
