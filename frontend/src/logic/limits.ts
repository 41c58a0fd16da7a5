/** A plan's limits and what is used of them, as a person reads them. */

import { bytes, counted } from './format.ts'

type Numbers = Record<string, unknown>

const names: Record<string, string> = {
  stored_bytes: 'Storage',
  active_projects: 'Recordings in work',
  open_uploads: 'Uploads under way',
  projects: 'Recordings',
  projects_per_day: 'Recordings today',
  exports_per_day: 'Rendered files today',
  sound_ms_per_day: 'Sound worked on today',
  writer_tokens_per_day: 'Language model, tokens today',
  upload_max_bytes: 'Largest file',
  media_ms: 'Longest recording',
  reads_per_minute: 'Reads a minute',
  writes_per_minute: 'Changes a minute',
}

function measured(key: string, value: number): string {
  if (key.endsWith('bytes')) return bytes(value)
  if (/_ms(_|$)/.test(key)) {
    const minutes = Math.round(value / 60_000)
    return minutes >= 60 && minutes % 60 === 0 ? counted(minutes / 60, 'hour') : counted(minutes, 'minute')
  }
  return value.toLocaleString('en')
}

function title(key: string): string {
  const plain = key
    .replace(/^max_/, '')
    .replace(/_(bytes|ms)$/, '')
    .replaceAll('_', ' ')
  return names[key] ?? plain.charAt(0).toUpperCase() + plain.slice(1)
}

export type Limit = { name: string; words: string; share: number | null }

export function limitsOf(me: { limits?: unknown; used?: unknown }): Limit[] {
  const limits = (me.limits ?? {}) as Numbers
  const used = (me.used ?? {}) as Numbers
  const rows: Limit[] = []
  for (const key of new Set([...Object.keys(used), ...Object.keys(limits)])) {
    const has = used[key]
    const most = limits[key]
    if (typeof has === 'number') {
      const limited = typeof most === 'number' && most > 0
      const words = limited ? `${measured(key, has)} of ${measured(key, most)}` : measured(key, has)
      rows.push({ name: title(key), words, share: limited ? has / most : null })
    } else if (typeof most === 'number') {
      const words = most > 0 ? `up to ${measured(key, most)}` : 'no limit'
      rows.push({ name: title(key), words, share: null })
    }
  }
  return rows
}
