/** Exports: downloads, rendered files, the clipboard. Each saves the open editors first. */

import { download, get, post } from '../api/client.ts'
import { Problem } from '../api/problem.ts'
import type { ExportRequest, Project } from '../api/types.ts'
import { saveAll } from '../drafts/editors.ts'
import { newId } from '../newId.ts'
import { toast } from '../ui/toasts.tsx'
import { richText, type Illustrated } from './richText.ts'

const PATIENCE_MS = 10 * 60_000

export async function save(path: string, fallbackName: string): Promise<void> {
  await saveAll()
  const { blob, name } = await download(path, fallbackName)
  const url = URL.createObjectURL(blob)
  click(url, name)
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

export async function fetchText(path: string): Promise<string> {
  await saveAll()
  return (await download(path, '')).blob.text()
}

/** Let a worker render a file, wait for it, then download it from storage. Throws Problem when it fails. */
export async function render(project: Project, body: ExportRequest): Promise<void> {
  await saveAll()
  let job = await post(`/projects/${project.id}/exports`, body, newId())
  const started = Date.now()
  while (job.status === 'queued' || job.status === 'rendering') {
    if (Date.now() - started > PATIENCE_MS)
      throw new Error(`${job.trouble?.title ?? 'It takes very long'}. Try again in a while.`)
    await new Promise((resolve) => setTimeout(resolve, job.poll_after_ms ?? 800))
    job = await get(`/exports/${job.id}`)
  }
  if (job.status === 'failed' || !job.url) {
    throw new Problem(500, {
      title: job.error?.title ?? 'The file could not be made',
      detail: job.error?.detail ?? 'Try again.',
    })
  }
  click(job.url, '')
}

/** Download the sound of a recording from storage, by a new link: an old one may have expired. */
export async function saveSound(project: Project): Promise<void> {
  const { audio_url } = await get(`/projects/${project.id}/media`)
  if (audio_url) click(audio_url, '')
}

function click(href: string, name: string): void {
  const link = document.createElement('a')
  link.href = href
  link.download = name
  link.rel = 'noreferrer'
  document.body.append(link)
  link.click()
  link.remove()
}

export async function copyMarkdown(read: () => Promise<string>): Promise<void> {
  await write({ 'text/plain': read() })
  toast('Copied as Markdown.')
}

/** The Markdown of a document with links to its pictures, which expire soon. */
export async function illustrated(documentId: string): Promise<Illustrated> {
  await saveAll()
  const { markdown, markdown_pictures } = await get(`/documents/${documentId}`)
  return { markdown: markdown ?? '', pictures: markdown_pictures }
}

/** Copy Markdown as HTML that contains only text, its structure, and the pictures of `withPictures`. */
export async function copyRich(
  read: () => Promise<string>,
  withPictures: () => Promise<Illustrated> = async () => ({ markdown: await read(), pictures: [] }),
): Promise<void> {
  await write({ 'text/plain': read(), 'text/html': withPictures().then(richText) })
  toast('Copied as rich text.')
}

// The browser allows the clipboard only during the click; a ClipboardItem of promises keeps that right.
async function write(parts: Record<string, Promise<string>>): Promise<void> {
  const blobs = Object.entries(parts).map(
    ([type, text]) => [type, text.then((value) => new Blob([value], { type }))] as const,
  )
  await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))])
}
