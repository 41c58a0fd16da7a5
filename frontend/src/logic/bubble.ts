/** Where the picture of the camera lies on the recorded screen. */

export type Corner = 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left'

export const CORNERS: [Corner, string][] = [
  ['bottom-right', 'Bottom right'],
  ['bottom-left', 'Bottom left'],
  ['top-right', 'Top right'],
  ['top-left', 'Top left'],
]

type Size = { width: number; height: number }
type Box = Size & { x: number; y: number }

/** The longest side of a recorded picture. Texts stay readable, and every computer keeps up with drawing it. */
const LONGEST = 1920
const SHARE = 0.24
const MARGIN = 0.03

const even = (n: number) => Math.max(2, Math.round(n / 2) * 2)

/** The size of the recorded picture for a screen of this size: the same shape, with even sides. */
export function canvasSize({ width, height }: Size): Size {
  const scale = Math.min(1, LONGEST / Math.max(width, height, 1))
  return { width: even(width * scale), height: even(height * scale) }
}

/** The largest box of the source's shape in the middle of the canvas. A shared window may change its shape. */
export function fitted(source: Size, canvas: Size): Box {
  const scale = Math.min(canvas.width / source.width, canvas.height / source.height)
  const [width, height] = [source.width * scale, source.height * scale]
  return { x: (canvas.width - width) / 2, y: (canvas.height - height) / 2, width, height }
}

/** The square around the round picture of the camera. */
export function bubble(canvas: Size, corner: Corner): Box {
  const side = Math.round(Math.min(canvas.width, canvas.height) * SHARE)
  const margin = Math.round(Math.min(canvas.width, canvas.height) * MARGIN)
  const x = corner.endsWith('left') ? margin : canvas.width - margin - side
  const y = corner.startsWith('top') ? margin : canvas.height - margin - side
  return { x, y, width: side, height: side }
}

/** The square in the middle of the camera's picture. */
export function middle({ width, height }: Size): Box {
  const side = Math.min(width, height)
  return { x: (width - side) / 2, y: (height - side) / 2, width: side, height: side }
}
