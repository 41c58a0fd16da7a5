/** Pictures that a person chose, as the API takes them: nothing but their pixels, in Base64. */

/** Read a picture, upright. Throws an Error in words for a user. */
export function readPicture(file: File): Promise<ImageBitmap> {
  return createImageBitmap(file).catch(() => {
    throw new Error('This file is not a picture that can be read. Choose a PNG, a JPEG or a WebP.')
  })
}

/** Draw a picture anew. Throws an Error in words for a user. */
export async function drawn(picture: ImageBitmap, scale: number, type = 'image/png'): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.floor(picture.width * scale))
  canvas.height = Math.max(1, Math.floor(picture.height * scale))
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  const file = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, 0.9))
  if (!file) throw new Error('The picture could not be made smaller. Choose another one.')
  return file
}

export async function base64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
