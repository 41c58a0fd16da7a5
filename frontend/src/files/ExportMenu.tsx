import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { documentsQuery, transcriptQuery } from '../api/queries.ts'
import type { Document, Kind, Project } from '../api/types.ts'
import { KINDS } from '../kinds/registry.ts'
import { isActive } from '../logic/status.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useBusy } from './busy.ts'
import { DocumentFormats } from './DocumentFormats.tsx'
import { render } from './exports.ts'
import { OptionFields } from './OptionFields.tsx'
import { fitting, hasPictures, hasVideo, hides, useOptions } from './options.ts'
import { TranscriptFormats } from './TranscriptFormats.tsx'

type Row = { id: string; name: string; document: Document | null }

type Props = { project: Project; kind: Kind | null }

/** The export button and its dialog. The document on the page (`kind`) is chosen first. */
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
  const transcript = useQuery({ ...transcriptQuery(project.id, true), enabled: false })
  const [chosen, setChosen] = useState<string | null>(null)
  const shown = ready.find((d) => d.kind === kind)?.id
  const row = rows.find((r) => r.id === (chosen ?? shown)) ?? rows[0]!
  const { busy, run } = useBusy()
  const [options, change] = useOptions()
  const fields = (
    <OptionFields
      options={options}
      onChange={change}
      hasNames={!row.document && (transcript.data?.data?.speakers.length ?? 1) > 0}
      hasTimes={!row.document || KINDS[row.document.kind].hasTimes === true}
      hasPictures={row.document !== null && hasPictures(row.document)}
      canMove={hasVideo(project) && !(row.document && hides(row.document))}
    />
  )
  const files = { project, busy, run, options, fields }

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
            <DocumentFormats {...files} document={row.document} />
          ) : (
            <TranscriptFormats {...files} />
          )}
        </div>
      </div>
      <footer className="dialog-foot export-foot">
        <p className="aside">Transcript, documents, subtitles and pictures together.</p>
        <Button
          look="primary"
          icon={<Icon name="download" />}
          busy={busy === 'zip'}
          onClick={() =>
            run('zip', () =>
              render(project, { format: 'zip', options: fitting(options, 'zip', hasVideo(project)) }),
            )
          }
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
