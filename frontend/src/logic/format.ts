/** Times, sizes and counts as people write them. */

const two = (n: number) => String(n).padStart(2, '0')

/** `1:02:03` from an hour on, else `2:03`. */
export function clock(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000))
  const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`
}

/** `2:03.4`, for moments that lie close together. */
export function exactClock(ms: number): string {
  return `${clock(ms)}.${Math.floor((Math.max(0, ms) % 1000) / 100)}`
}

/** `2:03.456`: a time that is read back as the same one. */
export const fullClock = (ms: number) => `${clock(ms)}.${String(ms % 1000).padStart(3, '0')}`

/** A time for a screen reader: "1 hour 2 minutes 3 seconds". */
export function spokenClock(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000))
  const parts = [
    counted(Math.floor(s / 3600), 'hour'),
    counted(Math.floor(s / 60) % 60, 'minute'),
    counted(s % 60, 'second'),
  ].filter((_, i) => [s >= 3600, Math.floor(s / 60) % 60 > 0, s % 60 > 0 || s === 0][i])
  return parts.join(' ')
}

/** Milliseconds from `1:02:03.4`, `2:03` or `12.5`; null when it is none of them. */
export function parseClock(text: string): number | null {
  if (!/^\d+(:\d{1,2}){0,2}([.,]\d{1,3})?$/.test(text.trim())) return null
  const seconds = text
    .trim()
    .replace(',', '.')
    .split(':')
    .map(Number)
    .reduce((sum, part) => sum * 60 + part, 0)
  return Math.round(seconds * 1000)
}

export function counted(n: number, word: string, plural = `${word}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? word : plural}`
}

export function bytes(n: number): string {
  if (n < 1000) return `${n} bytes`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = n
  let unit = -1
  do {
    value /= 1000
    unit += 1
  } while (value >= 999.5 && unit < units.length - 1)
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** When something to come will be: "in a moment", "in about 2 minutes". */
export function soon(moment: string, now = Date.now()): string {
  const minutes = Math.round((Date.parse(moment) - now) / 60_000)
  return minutes < 1 ? 'in a moment' : `in about ${counted(minutes, 'minute')}`
}

/** How long something still takes, as roughly as it is known. */
export function remaining(seconds: number | null | undefined): string | null {
  if (seconds == null || !Number.isFinite(seconds) || seconds < 0) return null
  if (seconds < 10) return 'a few seconds left'
  if (seconds < 50) return `about ${Math.round(seconds / 10) * 10} seconds left`
  if (seconds < 90) return 'about a minute left'
  if (seconds < 3600 * 0.9) return `about ${Math.round(seconds / 60)} minutes left`
  if (seconds < 5400) return 'about an hour left'
  return `about ${Math.round(seconds / 3600)} hours left`
}

/** "just now", "5 minutes ago", "yesterday", else the date. */
export function ago(iso: string, now: number): string {
  const s = (now - Date.parse(iso)) / 1000
  if (Number.isNaN(s)) return ''
  if (s < 60) return 'just now'
  if (s < 3600) return `${counted(Math.floor(s / 60), 'minute')} ago`
  if (s < 86_400) return `${counted(Math.floor(s / 3600), 'hour')} ago`
  if (s < 172_800) return 'yesterday'
  return new Date(iso).toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric' })
}

/** "3 December 2026". */
export function day(iso: string): string {
  return new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
}

export function percent(fraction: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, fraction)) * 100)} %`
}

const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' })

export function languageName(code: string | null | undefined): string | null {
  if (!code) return null
  try {
    return names.of(code) ?? code
  } catch {
    return code
  }
}

/** A recogniser as a person knows it: "Whisper base" of "whisper base (int8_float32)". */
export function engineName(engine: string): string {
  const name = engine.replace(/ *\([^)]*\)$/, '')
  return name.charAt(0).toUpperCase() + name.slice(1)
}
