/** Adds a person's own picture to a document. */

import { post } from '../api/client.ts'
import type { OwnPicture } from '../api/types.ts'
import { base64, drawn, readPicture } from '../ui/bitmap.ts'

const MOST_BYTES = 5_000_000
/** The longer side of a picture; more than any screen shows of it. */
const LONGEST = 3840

/** Returns the picture as the document has it. Throws an Error in words for a user, or that of the request. */
export async function addOwnPicture(documentId: string, file: File): Promise<OwnPicture> {
  const picture = await readPicture(file)
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
  const png = await drawn(picture, scale)
  // A photo is smaller as a JPEG; a screen has fine lines, which a PNG keeps.
  const small = png.size <= MOST_BYTES ? png : await drawn(picture, scale, 'image/jpeg')
  return post(`/documents/${documentId}/pictures`, { picture: await base64(small) })
}
