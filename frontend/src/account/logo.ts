/** A chosen picture as the logo that the API takes: a small PNG without anything but its pixels. */

const WIDTH = 1200
const HEIGHT = 600
const MOST_BYTES = 256 * 1024

/** Return the picture as a PNG in Base64, as large as fits. Throws an Error in words for a user. */
export async function asPng(file: File): Promise<string> {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Error('This file is not a picture that can be read. Choose a PNG or a JPEG.')
  })
  let scale = Math.min(1, WIDTH / picture.width, HEIGHT / picture.height)
  for (;;) {
    const png = await drawn(picture, scale)
    if (png.size <= MOST_BYTES) return base64(png)
    scale *= 0.7
  }
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
