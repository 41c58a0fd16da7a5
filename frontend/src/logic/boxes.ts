/** Boxes on a picture: left, top, width and height, in fractions of the picture. */

export type Box = [x: number, y: number, width: number, height: number]

export type Point = readonly [x: number, y: number]

/** The whole picture. */
export const WHOLE: Box = [0, 0, 1, 1]

/** No side of a box is shorter. */
const LEAST = 0.01

// The server accepts no edge beyond the picture; four places are finer than a pixel.
const round = (value: number) => Math.round(value * 10_000) / 10_000
const within = (value: number, most: number) => Math.min(Math.max(0, value), most)

/** The box elsewhere, but inside the picture. */
export function moved([x, y, width, height]: Box, dx: number, dy: number): Box {
  return [round(within(x + dx, 1 - width)), round(within(y + dy, 1 - height)), width, height]
}

/** The box with its right and lower edge elsewhere. */
export function sized([x, y, width, height]: Box, dx: number, dy: number): Box {
  const side = (length: number, by: number, room: number) =>
    round(Math.min(Math.max(LEAST, length + by), room))
  return [x, y, side(width, dx, 1 - x), side(height, dy, 1 - y)]
}

/** The box made larger or smaller around its middle. */
export function scaled([x, y, width, height]: Box, factor: number): Box {
  const side = (length: number) => round(Math.min(1, Math.max(LEAST, length * factor)))
  const [wide, high] = [side(width), side(height)]
  return moved([x, y, wide, high], (width - wide) / 2, (height - high) / 2)
}

/** The box between two corners, whichever they are. */
export function spanned(from: Point, to: Point): Box {
  const [left, right] = [from[0], to[0]].map((x) => within(x, 1)).toSorted((a, b) => a - b) as [
    number,
    number,
  ]
  const [top, foot] = [from[1], to[1]].map((y) => within(y, 1)).toSorted((a, b) => a - b) as [number, number]
  const corner: Box = [round(within(left, 1 - LEAST)), round(within(top, 1 - LEAST)), LEAST, LEAST]
  return sized(corner, right - corner[0] - LEAST, foot - corner[1] - LEAST)
}

/** A box of a size around a point. */
export function around([x, y]: Point, width: number, height: number): Box {
  return moved([0, 0, width, height], x - width / 2, y - height / 2)
}

/** What an arrow key does to a box: it moves, or with `resizes` its size changes. Null for other keys. */
export function nudged(box: Box, key: string, step: number, resizes: boolean): Box | null {
  const [dx, dy] =
    { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[key] ?? []
  if (dx === undefined || dy === undefined) return null
  return resizes ? sized(box, dx, dy) : moved(box, dx, dy)
}
