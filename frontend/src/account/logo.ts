/** A chosen picture as the logo that the API takes: a small PNG without anything but its pixels. */

import { base64, drawn, readPicture } from '../ui/bitmap.ts'

const WIDTH = 1200
const HEIGHT = 600
const MOST_BYTES = 256 * 1024
/** A picture that is smaller in both directions is blurred on paper. */
const LEAST = 48
/** The darkest pixel of a logo that can be seen on paper, from 0 (black) to 255. */
const LIGHTEST = 235

/** Return the picture as a PNG in Base64, as large as fits. Throws an Error in words for a user. */
export async function asPng(file: File): Promise<string> {
  const picture = await readPicture(file)
  if (Math.max(picture.width, picture.height) < LEAST)
    throw new Error(`This picture is too small. Choose one that is at least ${LEAST} pixels wide or high.`)
  if (!isVisible(picture))
    throw new Error('This picture is white or empty, and cannot be seen on paper. Choose a darker one.')
  let scale = Math.min(1, WIDTH / picture.width, HEIGHT / picture.height)
  for (;;) {
    const png = await drawn(picture, scale)
    if (png.size <= MOST_BYTES) return base64(png)
    scale *= 0.7
  }
}

/** Whether any pixel differs from white paper. A small copy tells. */
function isVisible(picture: ImageBitmap): boolean {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 64
  const context = canvas.getContext('2d')!
  context.fillStyle = '#fff'
  context.fillRect(0, 0, 64, 64)
  context.drawImage(picture, 0, 0, 64, 64)
  const { data } = context.getImageData(0, 0, 64, 64)
  return data.some((value) => value < LIGHTEST)
}
