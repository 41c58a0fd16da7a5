/** A chosen picture as the logo that the API takes: a small PNG without anything but its pixels. */

const WIDTH = 1200
const HEIGHT = 600
const MOST_BYTES = 256 * 1024
/** A picture that is smaller in both directions is blurred on paper. */
const LEAST = 48
/** The darkest pixel of a logo that can be seen on paper, from 0 (black) to 255. */
const LIGHTEST = 235

/** Return the picture as a PNG in Base64, as large as fits. Throws an Error in words for a user. */
export async function asPng(file: File): Promise<string> {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Error('This file is not a picture that can be read. Choose a PNG or a JPEG.')
  })
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

async function drawn(picture: ImageBitmap, scale: number): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.floor(picture.width * scale))
  canvas.height = Math.max(1, Math.floor(picture.height * scale))
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!png) throw new Error('The picture could not be made smaller. Choose another one.')
  return png
}

async function base64(png: Blob): Promise<string> {
  const bytes = new Uint8Array(await png.arrayBuffer())
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
