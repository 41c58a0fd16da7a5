/** Finds or announces the upload that a file is sent into. */

import { newId } from '../newId.ts'
import { get, post } from '../api/client.ts'
import { Problem } from '../api/problem.ts'
import type { Upload } from '../api/types.ts'
import { storable } from '../logic/fileName.ts'
import { change, forget, remembered, setRemembered, type Item } from './items.ts'

/** The upload to send into: the remembered one as long as storage waits for it, else a new one. */
export async function opened(item: Item): Promise<Upload> {
  let { uploadKey } = item
  if (item.uploadId) {
    const known = await get(`/uploads/${item.uploadId}`).catch((error: unknown) => {
      if (error instanceof Problem && error.status === 404) return null
      throw error
    })
    if (known && (known.status === 'pending' || known.status === 'stored')) return known
    forget(item.uploadId)
    uploadKey = newId()
    change(item.key, { resumed: false, uploadId: null, uploadKey })
  }
  const upload = await post(
    '/uploads',
    {
      filename: storable(item.file.name),
      // The server knows more endings than browsers do.
      content_type: item.file.type || 'application/octet-stream',
      size_bytes: item.file.size,
    },
    uploadKey,
  )
  setRemembered([
    ...remembered.get().filter((r) => r.id !== upload.id),
    {
      id: upload.id,
      name: item.file.name,
      size: item.file.size,
      modified: item.file.lastModified,
      partSize: upload.part_size_bytes,
      // Only a linked upload has none.
      expiresAt: upload.expires_at!,
      options: item.options,
      isKept: item.kept !== null,
    },
  ])
  return upload
}
