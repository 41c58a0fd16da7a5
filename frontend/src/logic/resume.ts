/** Uploads that a refresh broke off: what is remembered of them, and how a chosen file finds its own. */

export type Remembered = {
  id: string
  name: string
  size: number
  modified: number
  partSize: number
  expiresAt: string
  options: unknown
  /** This browser keeps the file itself, so that nobody need choose it again. */
  isKept?: boolean
}

type FileFacts = { name: string; size: number; lastModified: number }

/** The remembered upload of exactly this file, matched by name, size and modified time. */
export function matching(file: FileFacts, remembered: readonly Remembered[]): Remembered | null {
  return (
    remembered.find(
      (r) => r.name === file.name && r.size === file.size && r.modified === file.lastModified,
    ) ?? null
  )
}

/** Those that storage still waits for. */
export function alive(remembered: readonly Remembered[], now: number): Remembered[] {
  return remembered.filter((r) => Date.parse(r.expiresAt) > now)
}

/** Bytes per second over the last samples of (ms, bytes), and the seconds that are left. */
export function pace(samples: readonly (readonly [number, number])[], total: number) {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last || last[0] - first[0] < 400) return { speed: null, left: null }
  const speed = ((last[1] - first[1]) * 1000) / (last[0] - first[0])
  return speed > 0 ? { speed, left: (total - last[1]) / speed } : { speed: 0, left: null }
}
