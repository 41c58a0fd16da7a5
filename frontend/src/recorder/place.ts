/** Where the browser keeps recordings: a folder for each person, in it one for each recording. */

const ROOT = 'clueso.recordings'

/** What lies in the folder of a recording. */
export const MEDIA = 'media'
export const JOURNAL = 'journal'

/** The folder of a person's recordings. Throws NotFoundError when there is none and none is wanted. */
export async function folderOf(user: string, create: boolean): Promise<FileSystemDirectoryHandle> {
  const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(ROOT, { create })
  // A name of our own, for an id may be one that no file system takes.
  return root.getDirectoryHandle(`of-${encodeURIComponent(user)}`, { create })
}
