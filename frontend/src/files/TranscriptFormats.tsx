import { useState } from 'react'
import type { FormatsProps } from './busy.ts'
import { Copies } from './Copies.tsx'
import { fetchText, render, save } from './exports.ts'
import { isRendered, ofTranscripts } from './formats.ts'
import { FormatButtons } from './FormatButtons.tsx'
import { Sound } from './Sound.tsx'

/** The files of the transcript, with a choice of what a text says, and the sound. */
export function TranscriptFormats({ project, busy, run }: FormatsProps) {
  const [speakers, setSpeakers] = useState(true)
  const [timestamps, setTimestamps] = useState(false)
  const query = `?speakers=${speakers}&timestamps=${timestamps}`
  const path = (format: string) => `/projects/${project.id}/transcript.${format}`
  const take = (format: string) => {
    if (isRendered(format)) return render(project, format)
    const withQuery = ['txt', 'md'].includes(format) ? query : ''
    return save(path(format) + withQuery, `${project.title}.${format}`)
  }
  const markdown = () => fetchText(path('md') + query)
  return (
    <>
      {[...ofTranscripts].map(([title, choices]) => (
        <FormatButtons
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
