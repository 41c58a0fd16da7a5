import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { call, type Answer } from '../api/client.ts'
import { Problem, told } from '../api/problem.ts'
import { documentQuery, lacksPicture, queryClient, transcriptQuery } from '../api/queries.ts'
import type { Body, Document, Project } from '../api/types.ts'
import { placesOf } from '../logic/sources.ts'
import { kindName } from '../logic/status.ts'
import { copyMarkdown, copyRich, fetchText } from '../project/exports.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Menu, MenuItem } from '../ui/Menu.tsx'
import { toast } from '../ui/toasts.tsx'
import { VersionsDialog } from '../versions/VersionsDialog.tsx'
import { BodyEditor } from './BodyEditor.tsx'
import { BodyView } from './BodyView.tsx'
import { SourcesContext } from './Cite.tsx'
import { useDoubts } from './doubts.ts'
import { Facts, Notes } from './Facts.tsx'
import { WriteDialog } from './WriteDialog.tsx'

type Props = {
  project: Project
  document: Document
  etag: string | null
  onChange: (answer: Answer<Document>) => void
}

export function ReadyDocument({ project, document, etag, onChange }: Props) {
  const [editing, setEditing] = useState<{ body: Body; etag: string | null } | null>(null)
  const [returned, setReturned] = useState(false)
  const [asking, setAsking] = useState(false)
  const [versions, setVersions] = useState(false)
  const transcript = useQuery(transcriptQuery(project.id, true))
  const places = useMemo(() => placesOf(transcript.data?.data.segments ?? []), [transcript.data])
  const article = useRef<HTMLElement>(null)
  useDoubts(article, document)
  const body = document.body
  if (!body) return null
  const name = kindName[document.kind].toLowerCase()
  const fresh = async () => {
    await queryClient.invalidateQueries({ queryKey: ['document', document.id] })
    return queryClient.getQueryData(documentQuery(document.id).queryKey)?.data ?? document
  }

  /** Keeps a body as a new version. Throws a Problem with 412 when somebody else was faster. */
  const save = async (next: Body, ifMatch: string | null) => {
    const path = `/documents/${document.id}`
    const answer = await call<Document>(path, { method: 'PATCH', body: { body: next }, ifMatch })
    const saved = answer.data?.id && answer.etag ? answer : await call<Document>(path)
    onChange(saved)
    return saved.data
  }

  const savePicture = async (next: Body) => {
    try {
      const saved = await save(next, etag)
      toast(lacksPicture(saved) ? 'The picture is being taken.' : 'The picture is changed.')
    } catch (error) {
      const stale = error instanceof Problem && error.status === 412
      toast(
        stale
          ? 'The guide was changed in another place meanwhile. Here is its newest state; pick the picture again.'
          : told(error).detail,
      )
      if (stale) void fresh()
    }
  }

  const copy = (how: typeof copyMarkdown) => {
    how(() => fetchText(`/documents/${document.id}/export.md`)).catch((error: unknown) => toast(told(error).detail))
  }

  if (editing)
    return (
      <BodyEditor
        kind={document.kind}
        start={editing}
        hasVideo={project.media?.has_video ?? false}
        onSave={async (next, ifMatch) => void (await save(next, ifMatch))}
        onReload={async () => {
          const answer = await call<Document>(`/documents/${document.id}`)
          onChange(answer)
          return answer.etag
        }}
        onClose={() => {
          setEditing(null)
          setReturned(true)
        }}
      />
    )

  return (
    <SourcesContext value={places}>
      <div className="document-bar" role="toolbar" aria-label="Document">
        <Button
          look="quiet"
          icon={<Icon name="pen" />}
          autoFocus={returned}
          onClick={() => setEditing({ body, etag })}
          data-testid="edit-document"
        >
          Edit
        </Button>
        <Button
          look="quiet"
          icon={<Icon name="again" />}
          onClick={() => setAsking(true)}
          data-testid="rewrite"
        >
          Write again
        </Button>
        <Button
          look="quiet"
          icon={<Icon name="history" />}
          onClick={() => setVersions(true)}
          data-testid="versions"
        >
          History
        </Button>
        <Menu
          label="Copy"
          triggerClass="button button-quiet"
          trigger={
            <>
              <Icon name="copy" />
              <span>Copy</span>
            </>
          }
        >
          <MenuItem onSelect={() => copy(copyMarkdown)}>As Markdown</MenuItem>
          <MenuItem onSelect={() => copy(copyRich)}>As rich text</MenuItem>
        </Menu>
      </div>
      {document.stale && (
        <div className="note note-info" data-testid="stale">
          <Icon name="clock" />
          <div>
            <p className="note-title">The transcript was edited after this was written</p>
            <p>What it says may rest on words that have changed.</p>
            <div className="note-actions">
              <Button onClick={() => setAsking(true)}>Write it again…</Button>
            </div>
          </div>
        </div>
      )}
      <Notes document={document} />
      <article
        ref={article}
        className={`sheet sheet-${document.kind}`}
        aria-label={kindName[document.kind]}
      >
        <BodyView
          kind={document.kind}
          body={body}
          project={project}
          documentId={document.id}
          onPicture={(next) => void savePicture(next)}
        />
      </article>
      <Facts document={document} />
      {asking && (
        <WriteDialog
          project={project}
          kind={document.kind}
          document={document}
          onClose={() => setAsking(false)}
        />
      )}
      {versions && (
        <VersionsDialog
          path={`/documents/${document.id}`}
          title={`History of the ${name}`}
          readCurrent={async () => (await fresh()).markdown ?? ''}
          onRestored={() => void fresh()}
          onClose={() => setVersions(false)}
        />
      )}
    </SourcesContext>
  )
}
