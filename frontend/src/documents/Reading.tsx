import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { lacksPicture, documentQuery, queryClient, transcriptQuery } from '../api/queries.ts'
import type { Document, Project } from '../api/types.ts'
import { SourcesContext } from '../kinds/Cite.tsx'
import type { Editing } from '../kinds/kind.ts'
import { kindWord } from '../kinds/names.ts'
import { KINDS } from '../kinds/registry.ts'
import { VIEWS } from '../kinds/views.ts'
import { withPictures } from '../logic/bodies.ts'
import type { View } from '../logic/documentSaver.ts'
import { placesOf } from '../logic/sources.ts'
import { toast } from '../ui/toasts.tsx'
import { VersionsDialog } from '../versions/VersionsDialog.tsx'
import { useArrival } from './arrival.ts'
import { DocumentBar } from './DocumentBar.tsx'
import { useDoubts } from './doubts.ts'
import { Facts, Notes } from './Facts.tsx'
import { HandMade } from './HandMade.tsx'
import { FieldProblems, SaveNotes } from './SaveNotes.tsx'
import type { DocumentSession } from './session.ts'
import { StateLine } from './StateLine.tsx'
import { WriteDialog } from './WriteDialog.tsx'

type Props = {
  project: Project
  document: Document
  session: DocumentSession
  view: View
  takesFocus: boolean
  onEdit: () => void
}

/** A document as a reader sees it, and what can be done with it as a whole. */
export function Reading({ project, document, session, view, takesFocus, onEdit }: Props) {
  const { label, isWrittenInPlace } = KINDS[document.kind]
  const Body = VIEWS[document.kind]
  const [asking, setAsking] = useState(false)
  const [versions, setVersions] = useState(false)
  const transcript = useQuery(transcriptQuery(project.id, true))
  const places = useMemo(() => placesOf(transcript.data?.data.segments ?? []), [transcript.data])
  const body = useMemo(() => withPictures(view.body, document.body!), [view.body, document.body])
  const article = useRef<HTMLElement>(null)
  useDoubts(article, document.warnings, body)
  useArrival(article, transcript.isSuccess)
  const edit = editingOf(session, view, document.id)
  const afterSaving = async (show: (isShown: true) => void) => {
    await session.save()
    session.editing.set(false)
    show(true)
  }
  const ask = () => void afterSaving(setAsking)

  return (
    <SourcesContext value={places}>
      <DocumentBar
        session={session}
        view={view}
        documentId={document.id}
        takesFocus={takesFocus}
        onEdit={isWrittenInPlace ? null : onEdit}
        onWriteAgain={ask}
        onHistory={() => void afterSaving(setVersions)}
      />
      <FieldProblems session={session} view={view} />
      <SaveNotes kind={document.kind} session={session} view={view} />
      <StateLine document={document} article={article} onWriteAgain={ask} />
      <HandMade document={document} session={session} body={view.body} />
      <Notes document={document} />
      <article ref={article} className={`sheet sheet-${document.kind}`} aria-label={label}>
        <Body body={body} project={project} documentId={document.id} edit={edit} />
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
          title={`History of the ${kindWord(document.kind)}`}
          readCurrent={async () => (await newest(document)).markdown ?? ''}
          onRestored={() => void newest(document)}
          onClose={() => setVersions(false)}
        />
      )}
    </SourcesContext>
  )
}

/** How the view of a document that is written in place writes it. */
function editingOf(session: DocumentSession, view: View, documentId: string): Editing {
  const begun = <A extends unknown[]>(edit: (...of: A) => void) => {
    return (...of: A) => {
      session.editing.set(true)
      edit(...of)
    }
  }
  const savePicture = async () => {
    await session.save()
    const saved = queryClient.getQueryData(documentQuery(documentId).queryKey)?.data
    if (session.isSaved && saved)
      toast(lacksPicture(saved) ? 'The picture is being taken.' : 'The picture is changed.')
  }
  return {
    set: begun(session.set),
    change: begun(session.change),
    show: session.show,
    problemAt: (pointer) => view.problems.find((problem) => problem.pointer === pointer)?.words ?? null,
    savePicture: () => void savePicture(),
  }
}

async function newest(document: Document): Promise<Document> {
  await queryClient.invalidateQueries({ queryKey: ['document', document.id] })
  return queryClient.getQueryData(documentQuery(document.id).queryKey)?.data ?? document
}
