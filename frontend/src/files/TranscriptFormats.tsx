import { useState } from 'react'
import type { Format } from '../kinds/kind.ts'
import type { FormatsProps } from './busy.ts'
import { Copies } from './Copies.tsx'
import { fetchText, render, save } from './exports.ts'
import { Formats } from './Formats.tsx'
import { Sound } from './Sound.tsx'

const TRANSCRIPT: [string, Format[]][] = [
  [
    'To read',
    [
      ['docx', 'Word', '.docx'],
      ['pdf', 'PDF', '.pdf'],
      ['html', 'Web page', '.html'],
      ['md', 'Markdown', '.md'],
      ['txt', 'Plain text', '.txt'],
    ],
  ],
  [
    'Subtitles',
    [
      ['srt', 'SubRip', '.srt'],
      ['vtt', 'WebVTT', '.vtt'],
    ],
  ],
  [
    'Data',
    [
      ['json', 'JSON', '.json'],
      ['csv', 'CSV', '.csv'],
      ['tsv', 'TSV', '.tsv'],
    ],
  ],
]

export function TranscriptFormats({ project, busy, run }: FormatsProps) {
  const [speakers, setSpeakers] = useState(true)
  const [timestamps, setTimestamps] = useState(false)
  const query = `?speakers=${speakers}&timestamps=${timestamps}`
  const path = (format: string) => `/projects/${project.id}/transcript.${format}`
  const take = (format: string) => {
    if (['docx', 'pdf', 'html'].includes(format)) return render(project, format as 'docx')
    const withQuery = ['txt', 'md'].includes(format) ? query : ''
    return save(path(format) + withQuery, `${project.title}.${format}`)
  }
  const markdown = () => fetchText(path('md') + query)
  return (
    <>
      {TRANSCRIPT.map(([title, choices]) => (
        <Formats
          key={title}
          title={title}
          choices={choices}
          busy={busy}
          onTake={(f) => run(f, () => take(f))}
        />
      ))}
      <div className="export-options">
        <label>
          <input type="checkbox" checked={speakers} onChange={() => setSpeakers(!speakers)} /> Names of the
          speakers
        </label>
        <label>
          <input type="checkbox" checked={timestamps} onChange={() => setTimestamps(!timestamps)} /> Times
        </label>
      </div>
      <Copies run={run} markdown={markdown} />
      <Sound project={project} busy={busy} run={run} />
    </>
  )
}
