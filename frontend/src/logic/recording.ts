/** What the recorder writes, names and reckons, without the browser's devices. */

import { bytes, counted } from './format.ts'

/** What is known of a recording that this browser keeps. */
export type Facts = {
  title: string
  /** Its media type, without parameters. */
  type: string
  /** When it began, in milliseconds since 1970. */
  startedAt: number
  /** How long it is, in milliseconds, without pauses. */
  ms: number
}

/**
 * One line of the journal beside a recording. Each line changes some facts. A tab that is killed leaves at most
 * the last line unfinished.
 */
export const lineOf = (facts: Partial<Facts>) => `${JSON.stringify(facts)}\n`

/** The facts of a journal, null when not even its first line was written. */
export function readJournal(text: string): Facts | null {
  let facts: Partial<Facts> = {}
  // What follows the last line break was not written whole.
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      facts = { ...facts, ...(JSON.parse(line) as Partial<Facts>) }
    } catch {
      break
    }
  }
  const { title, type, startedAt, ms } = facts
  return title === undefined || type === undefined || startedAt === undefined
    ? null
    : { title, type, startedAt, ms: ms ?? 0 }
}

const VIDEO = [
  // Sharper text for as many bytes than VP8.
  'video/webm;codecs=vp9,opus',
  'video/webm;codecs=vp8,opus',
  'video/webm',
  'video/mp4',
]
const SOUND = ['audio/webm;codecs=opus', 'audio/webm', 'audio/mp4', 'audio/ogg;codecs=opus']

/** The first media type that the browser can write, null when it can write none. */
export function typeToWrite(hasPicture: boolean, canWrite: (type: string) => boolean): string | null {
  return (hasPicture ? VIDEO : SOUND).find(canWrite) ?? null
}

/** A media type without its parameters. */
export const bareType = (type: string) => type.split(';')[0]!.trim()

const ENDINGS: Record<string, string> = {
  'video/webm': 'webm',
  'video/mp4': 'mp4',
  'audio/webm': 'webm',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
}

/** The name of the file that is uploaded or saved. */
export function fileNameOf({ title, type }: Pick<Facts, 'title' | 'type'>): string {
  // What no file system takes.
  const plain = title.replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ').trim()
  return `${plain || 'Recording'}.${ENDINGS[type] ?? 'webm'}`
}

/** The title of a recording that nobody has named: "Screen, 28 November 2026 at 10.15". */
export function titleOf(what: string, at: number): string {
  const date = new Date(at)
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }).replace(':', '.')
  return `${what}, ${day} at ${time}`
}

/** A length in words: "40 seconds", "3 minutes", "1 hour 5 minutes". */
export function lengthWords(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 90) return counted(seconds, 'second')
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return counted(minutes, 'minute')
  const rest = minutes % 60
  return [counted(Math.floor(minutes / 60), 'hour'), rest && counted(rest, 'minute')]
    .filter(Boolean)
    .join(' ')
}

/** What the browser needs for itself when a recording is stopped for want of room. */
export const LAST_BYTES = 100e6
const FEW_MINUTES = 10

export type Room = {
  /** How many bytes may still come. */
  bytes: number
  /** Whether it is the browser's storage that ends, or what Clueso takes. */
  of: 'browser' | 'upload'
}

/** How much of a recording may still come, by the browser's storage and by the largest file that Clueso takes. */
export function roomFor(free: number | null, size: number, most: number | null): Room | null {
  const rooms: Room[] = []
  if (free !== null) rooms.push({ bytes: free - LAST_BYTES, of: 'browser' })
  if (most !== null) rooms.push({ bytes: most * 0.99 - size, of: 'upload' })
  return rooms.sort((a, b) => a.bytes - b.bytes)[0] ?? null
}

/** Bytes of a minute of recording, before any is measured: 2.5 Mbit/s of picture and 128 kbit/s of sound. */
export const BYTES_A_MINUTE = { picture: 19.7e6, sound: 0.96e6 }

/** A warning that the room ends soon, null while there is enough. */
export function roomWords(room: Room, bytesAMinute: number): string | null {
  const minutes = Math.max(0, Math.floor(room.bytes / bytesAMinute))
  if (minutes >= FEW_MINUTES) return null
  const left = minutes < 1 ? 'less than a minute' : `about ${counted(minutes, 'minute')}`
  return room.of === 'browser'
    ? `This browser has room for ${left} more. Delete files that you do not need from this device, or stop in time: what is recorded is kept.`
    : `Clueso takes ${left} more in one file. Stop in time and go on in a second recording.`
}

/** Why a recording was stopped that found no more room. */
export function fullWords(of: Room['of'], most: number | null): string {
  return of === 'browser'
    ? 'The storage of this browser is full. Everything up to here is kept.'
    : `It reached ${bytes(most ?? 0)}, the most that Clueso takes in one file. Everything up to here is kept.`
}
