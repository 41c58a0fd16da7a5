/** Files as the browser holds them: what is on disk may change or vanish after it was chosen. */

import { Problem } from '../api/problem.ts'

/** The browser no longer reads a file, and never will again. */
export class FileGone extends Problem {
  constructor() {
    super(0, {
      title: 'The file has changed',
      detail: 'It was changed, moved or deleted after you chose it. Choose it again.',
    })
  }
}

/** Throws FileGone unless the file can still be read. */
export async function assertReadable(file: Blob): Promise<void> {
  await file
    .slice(0, 1)
    .arrayBuffer()
    .catch(() => {
      throw new FileGone()
    })
}
