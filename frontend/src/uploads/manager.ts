/** Every upload of this page. It lives outside React: leaving a screen or signing in again stops nothing. */

import { describe } from '../api/problem.ts'
import { queryClient } from '../api/queries.ts'
import type { Upload } from '../api/types.ts'
import { onLeave } from '../drafts/leave.ts'
import { openEditor } from '../drafts/editors.ts'
import { pace } from '../logic/resume.ts'
import { assertReadable, FileGone } from './file.ts'
import {
  change,
  discard,
  done,
  find,
  forget,
  isRunning,
  isSent,
  isUnderWay,
  items,
  NONE,
  type Item,
} from './items.ts'
import { itemOf } from './chosen.ts'
import { anotherKey, firstKey, makeProject } from './making.ts'
import { opened } from './opening.ts'
import { rememberDefaults } from './options.ts'
import { patiently, type Reason } from './patience.ts'
import { Transfer } from './transfer.ts'

/** How many files are sent at once. The others stand in line. */
export const AT_ONCE = 3
/** The time in which several files that were chosen together can be held back. */
export const SOON_MS = 10_000
/** How often a file that is not sent yet is looked at. */
const LOOK_MS = 5_000

const transfers = new Map<string, Transfer>()
/** What ends the waiting of an upload. */
const runs = new Map<string, AbortController>()
const samples = new Map<string, (readonly [number, number])[]>()

/**
 * Take files in. One that a refresh broke off goes on at once. Several at once start soon, one alone waits for its
 * options. A file whose earlier self has changed or vanished takes the place of that one.
 */
export function add(files: readonly File[]): void {
  const fresh = files.filter((file) => !replaced(file)).map(itemOf)
  items.set((list) => [...list, ...fresh])
  for (const item of fresh) lookAfter(item.key)
  for (const item of fresh) if (item.resumed) start(item.key)
  const drafts = fresh.filter((item) => !item.resumed)
  if (drafts.length > 1) startSoon(drafts)
}

function replaced(file: File): boolean {
  const gone = items.get().find((item) => item.isGone && item.file.name === file.name)
  if (!gone) return false
  if (gone.uploadId) discard(gone.uploadId)
  const { key, options, state } = gone
  change(key, { ...itemOf(file), key, options, resumed: false, uploadId: null })
  lookAfter(key)
  if (state !== 'draft') start(key)
  return true
}

function startSoon(drafts: readonly Item[]): void {
  for (const { key } of drafts) change(key, { soon: true })
  setTimeout(() => {
    for (const { key } of drafts) if (find(key)?.state === 'draft' && find(key)?.soon) start(key)
  }, SOON_MS)
}

/** Let every file that is not started wait for its options. */
export function hold(): void {
  items.set((list) => list.map((item) => (item.soon ? { ...item, soon: false } : item)))
}

/** Browsers tell nobody that a file changed or vanished on disk, so it is looked at until it is sent. */
function lookAfter(key: string): void {
  setTimeout(() => {
    const item = find(key)
    if (!item || item.stored || item.isGone) return
    const look = isSent(item) ? Promise.resolve() : assertReadable(item.file)
    void look
      .catch((error: unknown) => find(key)?.file === item.file && fail(key, error))
      .then(() => lookAfter(key))
  }, LOOK_MS)
}

/** Put an upload in line. It begins as soon as fewer than AT_ONCE are under way. */
export function start(key: string): void {
  const item = find(key)
  if (!item || item.state === 'queued' || isUnderWay(item)) return
  rememberDefaults(item.options)
  change(key, { state: 'queued', soon: false, error: null })
}

items.subscribe(() => {
  const list = items.get()
  const free = AT_ONCE - list.filter(isUnderWay).length
  for (const item of list.filter(({ state }) => state === 'queued').slice(0, Math.max(0, free)))
    // An earlier one of this round may have changed the list.
    if (find(item.key)?.state === 'queued') void begin(item)
})

async function begin(item: Item): Promise<void> {
  const { key } = item
  const run = newRun(key)
  if (item.stored) return finish(key)
  const held = transfers.get(key)
  if (held) {
    samples.set(key, [])
    change(key, { state: 'sending' })
    return held.start()
  }
  change(key, { state: 'starting', error: null })
  try {
    await assertReadable(item.file)
    const upload = await patiently(
      () => opened(find(key) ?? item),
      run.signal,
      (reason) => waited(key, reason),
    )
    if (!find(key)) return discard(upload.id)
    change(key, { uploadId: upload.id, projectKey: firstKey(upload.id) })
    if (run.signal.aborted) return
    if (upload.status === 'stored') {
      change(key, { stored: true })
      return finish(key)
    }
    send(key, upload)
  } catch (error) {
    if (!run.signal.aborted) fail(key, error)
  }
}

function newRun(key: string): AbortController {
  const run = new AbortController()
  runs.get(key)?.abort()
  runs.set(key, run)
  return run
}

function send(key: string, upload: Upload): void {
  const item = find(key)
  if (!item) return
  samples.set(key, [])
  const transfer = new Transfer(item.file, upload, {
    onProgress: (sent) => progressed(key, sent),
    onWaiting: (reason) => waited(key, reason),
    onCompleting: () => change(key, { state: 'finishing', sent: item.file.size, speed: null, left: null }),
    onDone: () => {
      transfers.delete(key)
      change(key, { stored: true })
      void finish(key)
    },
    onError: (error) => fail(key, error),
  })
  transfers.set(key, transfer)
  change(key, { state: 'sending' })
  transfer.start()
}

function waited(key: string, waitsFor: Reason | null): void {
  const item = find(key)
  if (!item || !isUnderWay(item)) return
  const [going, held] = isSent(item)
    ? (['finishing', 'unconfirmed'] as const)
    : (['sending', 'waiting'] as const)
  change(key, { state: waitsFor ? held : going, waitsFor, speed: null, left: null })
}

function progressed(key: string, sent: number): void {
  const item = find(key)
  if (!item) return
  const list = [...(samples.get(key) ?? []), [performance.now(), sent] as const].slice(-40)
  samples.set(key, list)
  const { speed, left } = pace(list, item.file.size)
  change(key, { sent, speed, left, state: item.state === 'waiting' ? 'sending' : item.state })
}

/** Make a project of a file that is stored. */
async function finish(key: string): Promise<void> {
  const item = find(key)
  const run = runs.get(key)
  if (!item?.uploadId || !run) return
  const { uploadId, options, projectKey } = item
  change(key, { state: 'finishing', error: null })
  try {
    const { project, isEarlier } = await patiently(
      () => makeProject(uploadId, options, projectKey),
      run.signal,
      (reason) => waited(key, reason),
    )
    queryClient.setQueryData(['project', project.id], project)
    void queryClient.invalidateQueries({ queryKey: ['projects'] })
    void queryClient.invalidateQueries({ queryKey: ['me'] })
    if (run.signal.aborted) return
    if (isEarlier) return change(key, { state: 'made', made: project })
  } catch (error) {
    if (!run.signal.aborted) fail(key, error)
    return
  }
  forget(uploadId)
  item.kept?.giveUp()
  done.set(({ files, bytes }) => ({ files: files + 1, bytes: bytes + item.file.size }))
  drop(key)
}

/** Make another project of the same file, with the options of now. */
export async function startAnother(key: string): Promise<void> {
  const item = find(key)
  if (!item?.uploadId) return
  newRun(key)
  change(key, { projectKey: anotherKey(item.uploadId), made: null })
  await finish(key)
}

/** Choose other options for a file that is stored, instead of waiting for its project. */
export function reconsider(key: string): void {
  runs.get(key)?.abort()
  change(key, { state: 'draft', error: null })
}

/** The project that an earlier request made is what the person wants. */
export function settle(key: string): void {
  const { uploadId, kept } = find(key) ?? {}
  drop(key)
  kept?.giveUp()
  if (uploadId) forget(uploadId)
}

function fail(key: string, error: unknown): void {
  const item = find(key)
  if (!item) return
  halt(key)
  const { title, detail } = describe(error)
  const isGone = error instanceof FileGone
  const state = isGone && item.state === 'draft' ? 'draft' : 'failed'
  change(key, { state, soon: false, isGone, error: { title, detail }, speed: null, left: null })
}

function halt(key: string): void {
  runs.get(key)?.abort()
  runs.delete(key)
  transfers.get(key)?.end()
  transfers.delete(key)
}

export function pause(key: string): void {
  const item = find(key)
  if (!item || isSent(item)) return
  runs.get(key)?.abort()
  transfers.get(key)?.stop()
  change(key, { state: 'paused', speed: null, left: null })
}

export function resume(key: string): void {
  change(key, { state: 'queued' })
}

function drop(key: string): void {
  halt(key)
  samples.delete(key)
  items.set((list) => list.filter((item) => item.key !== key))
  if (items.get().every(({ state }) => state === 'draft')) done.set(NONE)
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
