/** The recordings that this browser keeps until they are uploaded. Each belongs to the person who made it. */

import { onLeave } from '../drafts/leave.ts'
import { fileNameOf, readJournal, type Facts } from '../logic/recording.ts'
import { Store } from '../store.ts'
import { claim, isFree } from './claims.ts'
import { folderOf, JOURNAL, MEDIA } from './place.ts'
import { Writer } from './writer.ts'

export type Kept = Facts & {
  id: string
  /** Whose it is. */
  user: string
  bytes: number
}

/** Those of the person who is signed in, the newest first, without those of other tabs. */
export const kept = new Store<Kept[]>([])

/** Look again which recordings of a person are kept. */
export async function look(user: string): Promise<void> {
  const found = await recordingsOf(user)
  kept.set(found.sort((a, b) => b.startedAt - a.startedAt))
}

async function recordingsOf(user: string): Promise<Kept[]> {
  const folder = await folderOf(user, false).catch(() => null)
  if (!folder) return []
  const ids: string[] = []
  for await (const id of namesIn(folder)) ids.push(id)
  const found = await Promise.all(ids.map(async (id) => ((await isFree(id)) ? read(folder, user, id) : null)))
  return found.filter((each) => each !== null)
}

/** TypeScript does not describe it yet. */
const namesIn = (folder: FileSystemDirectoryHandle) =>
  (folder as unknown as { keys(): AsyncIterable<string> }).keys()

/** A recording as it lies there. One whose tab was killed before anything was heard or seen is removed. */
async function read(folder: FileSystemDirectoryHandle, user: string, id: string): Promise<Kept | null> {
  try {
    const own = await folder.getDirectoryHandle(id)
    const facts = readJournal(await (await fileIn(own, JOURNAL)).text())
    const { size } = await fileIn(own, MEDIA)
    if (facts && size > 0) return { ...facts, id, user, bytes: size }
    await folder.removeEntry(id, { recursive: true })
  } catch {
    // Another tab has removed it, or has just begun it.
  }
  return null
}

const fileIn = async (folder: FileSystemDirectoryHandle, name: string) =>
  (await folder.getFileHandle(name)).getFile()

/** The recording as a file, always of the same name and time, by which a broken upload finds it again. */
export async function fileOf(recording: Kept): Promise<File> {
  const folder = await folderOf(recording.user, false)
  const media = await fileIn(await folder.getDirectoryHandle(recording.id), MEDIA)
  const { type, startedAt } = recording
  return new File([media], fileNameOf(recording), { type, lastModified: startedAt })
}

/** Give a recording another title. */
export async function rename(recording: Kept, title: string): Promise<Kept> {
  if (title === recording.title) return recording
  const writer = new Writer()
  await writer.open(recording.user, recording.id, { title })
  await writer.close()
  const renamed = { ...recording, title }
  kept.set((list) => list.map((each) => (each.id === recording.id ? renamed : each)))
  return renamed
}

/** Remove a recording for good. Returns false when another tab works on it. */
export async function remove({ user, id }: Kept): Promise<boolean> {
  if (!(await claim(id))) return false
  const folder = await folderOf(user, false)
  await folder.removeEntry(id, { recursive: true })
  kept.set((list) => list.filter((each) => each.id !== id))
  return true
}

onLeave(() => kept.set([]))
