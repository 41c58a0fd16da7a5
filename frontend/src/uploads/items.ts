/** Which uploads there are, on this page and from earlier visits. The manager, which is loaded later, works on them. */

import { call } from '../api/client.ts'
import type { Project } from '../api/types.ts'
import { onLeave } from '../drafts/leave.ts'
import { alive, type Remembered } from '../logic/resume.ts'
import { recall, remember } from '../storage.ts'
import { Store } from '../store.ts'
import type { Options } from './options.ts'

export type UploadState =
  | 'draft'
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
  options: Options
  sent: number
  speed: number | null
  left: number | null
  /** Parts that storage held already when this upload was taken up again. */
  resumed: boolean
  error: { title: string; detail: string } | null
  uploadId: string | null
  stored: boolean
  /** Idempotency keys: of the upload, and of the project that is made of it. */
  uploadKey: string
  projectKey: string
  /** What an earlier request with other options made of this file. */
  made: Project | null
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

export const isRunning = (item: Item) =>
  isSent(item) || ['starting', 'sending', 'waiting', 'paused'].includes(item.state)

onLeave(() => remembered.set([]))
