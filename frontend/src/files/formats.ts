/** The formats that the export dialog offers, in the order of their buttons. tsc refuses a format of the API without a line. */

import type { ExportFormat, FileFormat, RenderedFormat } from '../api/types.ts'

/** The heading above a button, and its label. */
type Line = [heading: string, label: string]

export type Choice = { format: string; label: string; ending: string }

type PageFormat = Exclude<RenderedFormat, 'zip'>

const PAGES: Record<PageFormat, Line> = {
  docx: ['To read', 'Word'],
  pdf: ['To read', 'PDF'],
  html: ['To read', 'Web page'],
}

const TRANSCRIPTS: Record<ExportFormat, Line> = {
  md: ['To read', 'Markdown'],
  txt: ['To read', 'Plain text'],
  srt: ['Subtitles', 'SubRip'],
  vtt: ['Subtitles', 'WebVTT'],
  json: ['Data', 'JSON'],
  csv: ['Data', 'CSV'],
  tsv: ['Data', 'TSV'],
}

export const FOR_PLAYERS = 'For players'

const DOCUMENTS: Record<FileFormat, Line> = {
  md: ['To read', 'Markdown'],
  json: ['To read', 'JSON'],
  'youtube.txt': [FOR_PLAYERS, 'YouTube description'],
  vtt: [FOR_PLAYERS, 'WebVTT chapters'],
}

/** Whether a worker renders files of this format. */
export const isRendered = (format: string): format is PageFormat => format in PAGES

/** The formats under their headings. */
export const ofTranscripts = grouped({ ...PAGES, ...TRANSCRIPTS })
export const ofDocuments = grouped({ ...PAGES, ...DOCUMENTS })

function grouped(lines: Record<string, Line>): Map<string, Choice[]> {
  const choices = new Map<string, Choice[]>()
  for (const [format, [heading, label]] of Object.entries(lines)) {
    const choice = { format, label, ending: `.${format.split('.').at(-1)}` }
    choices.set(heading, [...(choices.get(heading) ?? []), choice])
  }
  return choices
}
