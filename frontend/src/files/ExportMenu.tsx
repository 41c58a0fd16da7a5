import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { told } from '../api/problem.ts'
import { documentsQuery } from '../api/queries.ts'
import type { Document, Kind, Project } from '../api/types.ts'
import { isActive } from '../logic/status.ts'
import type { Format } from '../kinds/kind.ts'
import { KINDS } from '../kinds/registry.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toasts.tsx'
import { copyMarkdown, copyRich, fetchText, render, save } from './exports.ts'
import { Formats } from './Formats.tsx'
import { Sound } from './Sound.tsx'

type Row = { id: string; name: string; document: Document | null }

type Props = { project: Project; kind: Kind | null }

/** Everything that can be taken away, in one place; what stands on the page (`kind`) comes first. */
export function ExportMenu({ project, kind }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        icon={<Icon name="download" />}
        onClick={() => setOpen(true)}
        data-testid="export"
        disabled={isActive(project) || project.status === 'failed'}
      >
        Export
      </Button>
      {open && <ExportDialog project={project} kind={kind} onClose={() => setOpen(false)} />}
    </>
  )
}

function ExportDialog({ project, kind, onClose }: Props & { onClose: () => void }) {
  const documents = useQuery(documentsQuery(project.id, false))
  const ready = (documents.data ?? []).filter((d) => d.status === 'ready' && d.kind in KINDS)
  const rows: Row[] = [
    { id: 'transcript', name: 'Transcript', document: null },
    ...ready.map((document) => ({ id: document.id, name: KINDS[document.kind].label, document })),
  ]
  const [chosen, setChosen] = useState<string | null>(null)
  const shown = ready.find((d) => d.kind === kind)?.id
  const row = rows.find((r) => r.id === (chosen ?? shown)) ?? rows[0]!
  const { busy, run } = useBusy()

  return (
    <Dialog title="Export" onClose={onClose} wide>
      <div className="dialog-body export">
        <fieldset className="export-what">
          <legend>What</legend>
          {rows.map((r) => (
            <label key={r.id}>
              <input type="radio" name="what" checked={r.id === row.id} onChange={() => setChosen(r.id)} />
              <span>{r.name}</span>
            </label>
          ))}
        </fieldset>
        <div className="export-how">
          {row.document ? (
            <DocumentFormats project={project} document={row.document} busy={busy} run={run} />
          ) : (
            <TranscriptFormats project={project} busy={busy} run={run} />
          )}
        </div>
      </div>
      <footer className="dialog-foot export-foot">
        <p className="aside">Transcript, documents, subtitles and pictures together.</p>
        <Button
          look="primary"
          icon={<Icon name="download" />}
          busy={busy === 'zip'}
          onClick={() => run('zip', () => render(project, 'zip'))}
        >
          Everything as a zip
        </Button>
      </footer>
      <p className="visually-hidden" role="status">
        {busy ? `Preparing ${busy}` : ''}
      </p>
    </Dialog>
  )
}

export type Run = (name: string, work: () => Promise<unknown>) => void

function useBusy(): { busy: string | null; run: Run } {
  const [busy, setBusy] = useState<string | null>(null)
  const run: Run = (name, work) => {
    setBusy(name)
    work()
      .catch((error: unknown) => toast(`${told(error).title}. ${told(error).detail}`))
      .finally(() => setBusy(null))
  }
  return { busy, run }
}

export type FormatsProps = { project: Project; busy: string | null; run: Run }

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

function TranscriptFormats({ project, busy, run }: FormatsProps) {
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

const DOCUMENT: Format[] = [
  ['docx', 'Word', '.docx'],
  ['pdf', 'PDF', '.pdf'],
  ['html', 'Web page', '.html'],
  ['md', 'Markdown', '.md'],
  ['json', 'JSON', '.json'],
]
function DocumentFormats({ project, document, busy, run }: FormatsProps & { document: Document }) {
  const { playerFormats } = KINDS[document.kind]
  const take = (format: string) =>
    ['docx', 'pdf', 'html'].includes(format)
      ? render(project, format as 'docx', document.id)
      : save(`/documents/${document.id}/export.${format}`, `${project.title} ${document.kind}.${format}`)
  return (
    <>
      <Formats title="To read" choices={DOCUMENT} busy={busy} onTake={(f) => run(f, () => take(f))} />
      {playerFormats && (
        <Formats
          title="For players"
          choices={playerFormats}
          busy={busy}
          onTake={(f) => run(f, () => save(`/documents/${document.id}/export.${f}`, `${project.title}.${f}`))}
        />
      )}
      <Copies run={run} markdown={() => fetchText(`/documents/${document.id}/export.md`)} />
    </>
  )
}

function Copies({ run, markdown }: { run: Run; markdown: () => Promise<string> }) {
  return (
    <section className="formats">
      <h3>Copy</h3>
      <div>
        <Button
          look="quiet"
          icon={<Icon name="copy" />}
          onClick={() => run('Markdown', () => copyMarkdown(markdown))}
        >
          As Markdown
        </Button>
        <Button
          look="quiet"
          icon={<Icon name="copy" />}
          onClick={() => run('rich text', () => copyRich(markdown))}
        >
          As rich text
        </Button>
      </div>
    </section>
  )
}
