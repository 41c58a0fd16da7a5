import type { FilesProps } from './busy.ts'
import { Copies } from './Copies.tsx'
import { fetchText, render, save } from './exports.ts'
import { isRendered, ofTranscripts } from './formats.ts'
import { FormatButtons } from './FormatButtons.tsx'
import { fitting, transcriptQuery } from './options.ts'
import { Sound } from './Sound.tsx'

/** The files of the transcript, and the sound. */
export function TranscriptFormats({ project, busy, run, options, fields }: FilesProps) {
  const path = (format: string) => `/projects/${project.id}/transcript.${format}${transcriptQuery(options)}`
  const take = (format: string) =>
    isRendered(format)
      ? render(project, { format, options: fitting(options, format, false) })
      : save(path(format), `${project.title}.${format}`)
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
      {fields}
      <Copies run={run} markdown={() => fetchText(path('md'))} />
      <Sound project={project} busy={busy} run={run} />
    </>
  )
}
