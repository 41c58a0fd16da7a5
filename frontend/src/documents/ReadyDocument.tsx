import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { transcriptQuery } from '../api/queries.ts'
import type { Document, Project } from '../api/types.ts'
import { knownVoices } from '../logic/speakers.ts'
import { Button } from '../ui/Button.tsx'
import { SaveState } from '../ui/SaveState.tsx'
import { useStore } from '../store.ts'
import { BodyEditor } from './BodyEditor.tsx'
import { useEditKeys } from './keys.ts'
import { VoicesContext } from '../kinds/Owner.tsx'
import { KINDS } from '../kinds/registry.ts'
import { Reading } from './Reading.tsx'
import { useReveal } from './reveal.ts'
import { FieldProblems, SaveNotes } from './SaveNotes.tsx'
import { SaveTools } from './SaveTools.tsx'
import { useDocumentSession } from './useDocumentSession.ts'

type Props = { project: Project; document: Document; etag: string | null }

/** A document, to read or as fields; a guide is written where it is read. */
export function ReadyDocument({ project, document, etag }: Props) {
  const session = useDocumentSession(project, document, etag)
  const view = useStore(session.view)
  const editing = useStore(session.editing)
  // What was pressed to go from one to the other is gone then: the focus goes along, but only then.
  const [moved, setMoved] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const transcript = useQuery(transcriptQuery(project.id, true)).data?.data
  const voices = useMemo(() => knownVoices(transcript?.speakers ?? []), [transcript?.speakers])
  useEditKeys(session, root)
  useReveal(session, root)
  const move = (to: boolean) => {
    setMoved(true)
    session.editing.set(to)
  }
  return (
    <VoicesContext value={voices}>
      <div className="document-body" ref={root}>
        {editing && !KINDS[document.kind].isWrittenInPlace ? (
          <BodyEditor kind={document.kind} session={session} view={view} takesFocus={moved}>
            <div className="edit-head">
              <div className="document-bar" role="toolbar" aria-label="Editing">
                <SaveTools session={session} view={view} />
                <SaveState saving={view.saving} failure={view.failure} />
                <Button
                  look="primary"
                  onClick={() => void session.saveOrShow().then((taken) => taken && move(false))}
                  data-testid="done"
                >
                  Done
                </Button>
              </div>
              <FieldProblems session={session} view={view} />
            </div>
            <SaveNotes kind={document.kind} session={session} view={view} />
          </BodyEditor>
        ) : (
          <Reading
            project={project}
            document={document}
            session={session}
            view={view}
            takesFocus={moved}
            onEdit={() => move(true)}
          />
        )}
      </div>
    </VoicesContext>
  )
}
