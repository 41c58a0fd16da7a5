/** Hands a kept recording to the uploads, and gives it up once it has arrived. */

import { matching } from '../logic/resume.ts'
import { discard, change, items, remembered } from '../uploads/items.ts'
import { add, start } from '../uploads/manager.ts'
import type { Options } from '../uploads/options.ts'
import { claim } from './claims.ts'
import { fileOf, remove, type Kept } from './kept.ts'

/** Returns false when another tab works on it. Without options, those of last time are taken. */
export async function upload(recording: Kept, options: Options | null): Promise<boolean> {
  if (!(await claim(recording.id))) return false
  const file = await fileOf(recording)
  add([file])
  const item = items.get().find((each) => each.file === file)
  if (!item) return true
  const { id } = recording
  change(item.key, {
    kept: { id, giveUp: () => void remove(recording) },
    ...(options ? { options } : {}),
  })
  start(item.key)
  return true
}

/** Remove a recording for good, and what was sent of it. Returns false when another tab works on it. */
export async function giveUp(recording: Kept): Promise<boolean> {
  const sent = matching(await fileOf(recording), remembered.get())
  if (!(await remove(recording))) return false
  if (sent) discard(sent.id)
  return true
}
