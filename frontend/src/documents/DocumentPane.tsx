import { useQuery } from '@tanstack/react-query'
import { useContext, useState } from 'react'
import { documentQuery } from '../api/queries.ts'
import type { Document, Kind, Project } from '../api/types.ts'
import { isActive } from '../logic/status.ts'
import { kindWord } from '../kinds/names.ts'
import { KINDS } from '../kinds/registry.ts'
import { retry } from '../recordings/actions.ts'
import { Bar } from '../ui/Bar.tsx'
import { Button } from '../ui/Button.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Icon } from '../ui/Icon.tsx'
import { OnlyReadContext } from '../ui/onlyRead.ts'
import { Waiting } from '../ui/Splash.tsx'
import { TroubleLine } from '../ui/TroubleLine.tsx'
import { ReadyDocument } from './ReadyDocument.tsx'
import { Skipped } from './Skipped.tsx'
import { WriteDialog } from './WriteDialog.tsx'

type Props = { project: Project; kind: Kind; listed: Document | null; loading: boolean }

export function DocumentPane({ project, kind, listed, loading }: Props) {
  if (loading) return <Waiting words="Opening the document" />
  if (!listed) return <Unwritten project={project} kind={kind} />
  return <Watched key={listed.id} project={project} listed={listed} />
}

function Watched({ project, listed }: { project: Project; listed: Document }) {
  const query = useQuery(documentQuery(listed.id))
  const step = project.steps.find((s) => s.name === `write:${listed.kind}`)
  if (query.isError && !query.data)
    return <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <Waiting words="Opening the document" />
  // The list may have heard earlier of a rewrite than the last look at the document.
  const document = query.data.data
  const writing = document.status === 'queued' || document.status === 'writing'
  return (
    <div className="document" data-testid="document" data-kind={document.kind} data-status={document.status}>
      {writing && (
        <div className="writing" role="status">
          <p>
            {document.status === 'queued'
              ? waitingWords(project)
              : `The ${kindWord(document.kind)} is being written…`}
          </p>
          <Bar
            value={
              document.status === 'writing' && step?.status === 'running' && step.progress > 0
                ? step.progress
                : null
            }
            label={KINDS[document.kind].label}
          />
          {document.trouble && <TroubleLine trouble={document.trouble} className="aside" />}
          {document.body && <p className="aside">Until then you read the version before.</p>}
        </div>
      )}
      {document.status === 'skipped' && <Skipped document={document} />}
      {document.status === 'failed' && <Failed project={project} document={document} />}
      {document.body && <ReadyDocument project={project} document={document} etag={query.data.etag} />}
    </div>
  )
}

function waitingWords(project: Project): string {
  return isActive(project) ? 'It is written as soon as the transcript is complete.' : 'It waits for its turn.'
}

function Failed({ project, document }: { project: Project; document: Document }) {
  const [asking, setAsking] = useState(false)
  return (
    <div className="note note-bad" role="alert">
      <Icon name="warning" />
      <div>
        <p className="note-title">{document.error?.title ?? 'It could not be written'}</p>
        <p>{document.error?.detail ?? 'Nothing else is touched by that.'}</p>
        <div className="note-actions">
          {document.error?.retryable && !isActive(project) && (
            <Button onClick={() => void retry(project)}>Retry</Button>
          )}
          <Button onClick={() => setAsking(true)}>Write it again…</Button>
        </div>
      </div>
      {asking && (
        <WriteDialog
          project={project}
          kind={document.kind}
          document={document}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  )
}

function Unwritten({ project, kind }: { project: Project; kind: Kind }) {
  const [asking, setAsking] = useState(false)
  const possible = project.status === 'ready'
  const onlyRead = useContext(OnlyReadContext)
  return (
    <div className="empty">
      <p className="empty-title">{`No ${kindWord(kind)} was asked for`}</p>
      <p>{KINDS[kind].purpose}.</p>
      {onlyRead ? null : possible ? (
        <Button look="primary" icon={<Icon name="pen" />} onClick={() => setAsking(true)}>
          {`Write the ${kindWord(kind)}…`}
        </Button>
      ) : (
        <p className="aside">
          {isActive(project)
            ? 'It can be written once the transcript is complete.'
            : 'It needs a complete transcript.'}
        </p>
      )}
      {asking && (
        <WriteDialog project={project} kind={kind} document={null} onClose={() => setAsking(false)} />
      )}
    </div>
  )
}
