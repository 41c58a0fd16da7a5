/** Writes a recording into the browser's storage as it comes. Only a worker may write to an open file there. */

import { lineOf, type Facts } from '../logic/recording.ts'
import { folderOf, JOURNAL, MEDIA } from './place.ts'

export type Order =
  | { kind: 'open'; user: string; id: string; facts: Partial<Facts> }
  | { kind: 'append'; chunk: Blob; ms: number }
  | { kind: 'close' }

export type Report =
  | { kind: 'opened' }
  | { kind: 'written'; bytes: number }
  | { kind: 'closed' }
  | { kind: 'failed'; name: string; message: string }

/** TypeScript describes it for workers only, and the rest of these files are for pages. */
type OpenFile = {
  write(bytes: BufferSource, options: { at: number }): number
  flush(): void
  close(): void
  getSize(): number
}
type Handle = { createSyncAccessHandle(): Promise<OpenFile> }

class Writer {
  readonly #media: OpenFile
  readonly #journal: OpenFile

  constructor(media: OpenFile, journal: OpenFile) {
    this.#media = media
    this.#journal = journal
  }

  static async open(user: string, id: string): Promise<Writer> {
    const folder = await (await folderOf(user, true)).getDirectoryHandle(id, { create: true })
    const open = async (name: string) => {
      const handle = await folder.getFileHandle(name, { create: true })
      return (handle as unknown as Handle).createSyncAccessHandle()
    }
    return new Writer(await open(MEDIA), await open(JOURNAL))
  }

  /** Returns how many bytes are kept now. */
  append(bytes: ArrayBuffer): number {
    add(this.#media, bytes)
    return this.#media.getSize()
  }

  note(facts: Partial<Facts>): void {
    add(this.#journal, new TextEncoder().encode(lineOf(facts)))
  }

  close(): void {
    this.#media.close()
    this.#journal.close()
  }
}

/** Throws QuotaExceededError when the storage has no more room. */
function add(file: OpenFile, bytes: BufferSource): void {
  const written = file.write(bytes, { at: file.getSize() })
  if (written < bytes.byteLength) throw new DOMException('There is no more room.', 'QuotaExceededError')
  file.flush()
}

let writer: Writer | null = null

async function obey(order: Order): Promise<Report> {
  if (order.kind === 'open') {
    writer = await Writer.open(order.user, order.id)
    writer.note(order.facts)
    return { kind: 'opened' }
  }
  if (order.kind === 'append') {
    const bytes = writer!.append(await order.chunk.arrayBuffer())
    writer!.note({ ms: order.ms })
    return { kind: 'written', bytes }
  }
  writer?.close()
  return { kind: 'closed' }
}

// One after the other, in the order in which they came.
let last = Promise.resolve()
self.onmessage = ({ data }: MessageEvent<Order>) => {
  last = last
    .then(() => obey(data))
    .catch(({ name, message }: DOMException): Report => ({ kind: 'failed', name, message }))
    .then((report) => self.postMessage(report))
}
