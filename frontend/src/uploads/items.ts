/** Which uploads there are, on this page and from earlier visits. The manager, which is loaded later, works on them. */

import { call } from '../api/client.ts'
import type { Project } from '../api/types.ts'
import { onLeave } from '../drafts/leave.ts'
import { alive, type Remembered } from '../logic/resume.ts'
import { recall, remember } from '../storage.ts'
import { Store } from '../store.ts'
import type { Options } from './options.ts'
import type { Reason } from './patience.ts'

export type UploadState =
  | 'draft'
  /** Stands in line: as many others are under way as are sent at once. */
  | 'queued'
  | 'starting'
  | 'sending'
  | 'waiting'
  | 'paused'
  | 'finishing'
  /** All bytes are sent; that the server knows of it is not known. */
  | 'unconfirmed'
  | 'failed'
  | 'made'

export type Item = {
  key: string
  file: File
  state: UploadState
  /** Starts by itself in a moment, unless the person holds it back. */
  soon: boolean
  options: Options
  sent: number
  speed: number | null
  left: number | null
  waitsFor: Reason | null
  /** Parts that storage held already when this upload was taken up again. */
  resumed: boolean
  error: { title: string; detail: string } | null
  /** The file has changed or vanished on disk. It must be chosen again. */
  isGone: boolean
  uploadId: string | null
  stored: boolean
  /** Idempotency keys: of the upload, and of the project that is made of it. */
  uploadKey: string
  projectKey: string
  /** What an earlier request with other options made of this file. */
  made: Project | null
  /** Set for what this browser itself keeps (the recorder), and gives up once a recording is made of it. */
  kept: { id: string; giveUp: () => void } | null
}

export const items = new Store<Item[]>([])
export const remembered = new Store<Remembered[]>(alive(recall<Remembered[]>('uploads', []), Date.now()))

export function change(key: string, fields: Partial<Item>): void {
  items.set((list) => list.map((item) => (item.key === key ? { ...item, ...fields } : item)))
}

export const find = (key: string) => items.get().find((item) => item.key === key)

export function setRemembered(list: Remembered[]): void {
  remembered.set(list)
  remember('uploads', list.length > 0 ? list : null)
}

export function forget(uploadId: string): void {
  setRemembered(remembered.get().filter((r) => r.id !== uploadId))
}

/** Give an upload up, here and in storage. What the server cannot hear now, it forgets by itself later. */
export function discard(uploadId: string): void {
  forget(uploadId)
  void call(`/uploads/${uploadId}`, { method: 'DELETE' }).catch(() => {})
}

/** Whether all bytes are sent. From then on an upload cannot be paused. */
export const isSent = (item: Item) => item.state === 'finishing' || item.state === 'unconfirmed'

/** Whether something is done for it now, or waited for. */
export const isUnderWay = (item: Item) =>
  isSent(item) || ['starting', 'sending', 'waiting'].includes(item.state)

export const isRunning = (item: Item) => isUnderWay(item) || ['queued', 'paused'].includes(item.state)

/** What became recordings since nothing was running. */
export type Done = { files: number; bytes: number }

export const NONE: Done = { files: 0, bytes: 0 }
export const done = new Store<Done>(NONE)

export type Overall = { files: number; done: number; share: number }

/** The progress of all files that were started: those that are running, and those that became recordings. */
export function overall(list: readonly Item[], made: Done): Overall {
  const running = list.filter(isRunning)
  const sum = (size: (item: Item) => number) =>
    running.reduce((total, item) => total + size(item), made.bytes)
  const total = sum((item) => item.file.size)
  return {
    files: made.files + running.length,
    done: made.files,
    // A file that is sent is not in yet.
    share: total ? Math.min(0.99, sum((item) => item.sent) / total) : 0,
  }
}

onLeave(() => remembered.set([]))
