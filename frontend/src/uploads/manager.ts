/** Every upload of this page. It lives outside React: leaving a screen or signing in again stops nothing. */

import { get, post } from '../api/client.ts'
import { Problem, describe, Unreachable } from '../api/problem.ts'
import { queryClient } from '../api/queries.ts'
import type { Upload } from '../api/types.ts'
import { onLeave } from '../drafts/leave.ts'
import { openEditor } from '../drafts/editors.ts'
import { storable } from '../logic/fileName.ts'
import { matching, pace } from '../logic/resume.ts'
import {
  change,
  discard,
  find,
  forget,
  isRunning,
  isSent,
  items,
  remembered,
  setRemembered,
  type Item,
} from './items.ts'
import { anotherKey, firstKey, makeProject } from './making.ts'
import { completed, defaultOptions, rememberDefaults, type Options } from './options.ts'
import { Transfer } from './transfer.ts'

const transfers = new Map<string, Transfer>()
const samples = new Map<string, (readonly [number, number])[]>()
let counter = 0

/** Take files in. One that a refresh broke off goes on at once; the others wait for their options. */
export function add(files: readonly File[]): void {
  const fresh = files.map((file): Item => {
    const known = matching(file, remembered.get())
    return {
      key: `upload-${(counter += 1)}`,
      file,
      state: 'draft',
      options: known ? completed({ ...defaultOptions(), ...(known.options as Options) }) : defaultOptions(),
      sent: 0,
      speed: null,
      left: null,
      resumed: known !== null,
      error: null,
      uploadId: known?.id ?? null,
      stored: false,
      uploadKey: crypto.randomUUID(),
      projectKey: '',
      made: null,
    }
  })
  items.set((list) => [...list, ...fresh])
  for (const item of fresh) if (item.resumed) void start(item.key)
}

export async function start(key: string): Promise<void> {
  const item = find(key)
  if (!item || item.state === 'starting') return
  rememberDefaults(item.options)
  change(key, { state: 'starting', error: null })
  try {
    if (item.stored) return await finish(key)
    const upload = await opened(item)
    if (!find(key)) return discard(upload.id)
    change(key, { uploadId: upload.id, projectKey: firstKey(upload.id) })
    if (upload.status === 'stored') {
      change(key, { stored: true })
      return await finish(key)
    }
    send(key, upload)
  } catch (error) {
    fail(key, error)
  }
}

/** The upload to send into: the remembered one as long as storage waits for it, else a new one. */
async function opened(item: Item): Promise<Upload> {
  let { uploadKey } = item
  if (item.uploadId) {
    const known = await get(`/uploads/${item.uploadId}`).catch((error: unknown) => {
      if (error instanceof Problem && error.status === 404) return null
      throw error
    })
    if (known && (known.status === 'pending' || known.status === 'stored')) return known
    forget(item.uploadId)
    uploadKey = crypto.randomUUID()
    change(item.key, { resumed: false, uploadKey })
  }
  const upload = await post(
    '/uploads',
    { filename: storable(item.file.name), content_type: typeOf(item.file), size_bytes: item.file.size },
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
    },
  ])
  return upload
}

const byEnding: Record<string, string> = {
  mkv: 'video/x-matroska',
  m4a: 'audio/mp4',
  flac: 'audio/flac',
  opus: 'audio/ogg',
  ogg: 'audio/ogg',
  mov: 'video/quicktime',
  avi: 'video/x-msvideo',
  wma: 'audio/x-ms-wma',
}

function typeOf(file: File): string {
  return file.type || byEnding[file.name.split('.').pop()?.toLowerCase() ?? ''] || 'application/octet-stream'
}

function send(key: string, upload: Upload): void {
  const item = find(key)
  if (!item) return
  samples.set(key, [])
  const transfer = new Transfer(item.file, upload, {
    onProgress: (sent) => progressed(key, sent),
    onWaiting: (waiting) => waited(key, waiting),
    onCompleting: () => change(key, { state: 'finishing', sent: item.file.size, speed: null, left: null }),
    onDone: () => {
      change(key, { stored: true })
      void finish(key).catch((error: unknown) => fail(key, error))
    },
    onError: (error) => fail(key, error),
  })
  transfers.set(key, transfer)
  change(key, { state: 'sending' })
  transfer.start()
}

function waited(key: string, waiting: boolean): void {
  const item = find(key)
  if (!item || item.state === 'paused') return
  const [going, held] = isSent(item)
    ? (['finishing', 'unconfirmed'] as const)
    : (['sending', 'waiting'] as const)
  change(key, { state: waiting ? held : going, speed: null, left: null })
}

function progressed(key: string, sent: number): void {
  const item = find(key)
  if (!item) return
  const list = [...(samples.get(key) ?? []), [performance.now(), sent] as const].slice(-40)
  samples.set(key, list)
  const { speed, left } = pace(list, item.file.size)
  change(key, { sent, speed, left, state: item.state === 'waiting' ? 'sending' : item.state })
}

async function finish(key: string): Promise<void> {
  const item = find(key)
  if (!item?.uploadId) return
  change(key, { state: 'finishing', error: null })
  const { project, isEarlier } = await makeProject(item.uploadId, item.options, item.projectKey)
  queryClient.setQueryData(['project', project.id], project)
  void queryClient.invalidateQueries({ queryKey: ['projects'] })
  void queryClient.invalidateQueries({ queryKey: ['me'] })
  if (isEarlier) return change(key, { state: 'made', made: project })
  forget(item.uploadId)
  drop(key)
}

/** Make another project of the same file, with the options of now. */
export async function startAnother(key: string): Promise<void> {
  const item = find(key)
  if (!item?.uploadId) return
  change(key, { projectKey: anotherKey(item.uploadId), made: null })
  await finish(key).catch((error: unknown) => fail(key, error))
}

/** The project that an earlier request made is what the person wants. */
export function settle(key: string): void {
  const uploadId = find(key)?.uploadId
  drop(key)
  if (uploadId) forget(uploadId)
}

function fail(key: string, error: unknown): void {
  transfers.get(key)?.end()
  transfers.delete(key)
  const { title, detail } = describe(error)
  change(key, { state: 'failed', error: { title, detail }, speed: null, left: null })
  if (goesOnLater(error)) {
    setTimeout(() => find(key)?.state === 'failed' && void start(key), 4_000)
  }
}

/** Whether Clueso is away for a while, or the person has to sign in first: then an upload goes on by itself. */
const goesOnLater = (error: unknown) =>
  error instanceof Unreachable || (error instanceof Problem && [401, 502, 503, 504].includes(error.status))

export function pause(key: string): void {
  const item = find(key)
  if (!item || isSent(item)) return
  transfers.get(key)?.stop()
  change(key, { state: 'paused', speed: null, left: null })
}

export function resume(key: string): void {
  samples.set(key, [])
  change(key, { state: 'sending' })
  transfers.get(key)?.start()
}

function drop(key: string): void {
  transfers.get(key)?.end()
  transfers.delete(key)
  samples.delete(key)
  items.set((list) => list.filter((item) => item.key !== key))
}

export function cancel(key: string): void {
  const uploadId = find(key)?.uploadId
  drop(key)
  if (uploadId) discard(uploadId)
}

openEditor({
  name: 'Uploads that are not finished',
  get isSaved() {
    return !items.get().some(isRunning)
  },
  save: async () => {},
})

onLeave(() => {
  for (const item of items.get()) drop(item.key)
})
