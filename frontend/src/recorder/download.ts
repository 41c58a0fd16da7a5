import { fileOf, type Kept } from './kept.ts'

/** Long enough for the browser to begin to read it. */
const READ_MS = 60_000

/** Save a kept recording as a file. */
export async function download(recording: Kept): Promise<void> {
  const file = await fileOf(recording)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = file.name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), READ_MS)
}
