/** A waveform as the page draws it. */

/** Drawn no lower than this, so that silence is seen as a line. */
const LEAST = 0.04

/** The outline of levels from 0 to 255, as a path on a ground as wide as there are levels and 2 high. */
export function outline(levels: readonly number[]): string {
  const heights = levels.map((level) => Math.max(LEAST, level / 255).toFixed(2))
  const upper = heights.map((height, i) => `${i} ${(1 - Number(height)).toFixed(2)}`)
  const lower = heights.map((height, i) => `${i} ${(1 + Number(height)).toFixed(2)}`).reverse()
  return `M${[...upper, ...lower].join('L')}Z`
}

/** At most `count` levels: each the loudest of those it stands for. */
export function coarser(levels: readonly number[], count: number): number[] {
  const each = Math.max(1, levels.length / count)
  return Array.from({ length: Math.min(count, levels.length) }, (_, i) =>
    Math.max(
      ...levels.slice(Math.floor(i * each), Math.max(Math.floor((i + 1) * each), Math.floor(i * each) + 1)),
    ),
  )
}
