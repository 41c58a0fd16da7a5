import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Problem } from '../api/problem.ts'
import { transcriptQuery } from '../api/queries.ts'
import type { Project, Transcript } from '../api/types.ts'
import { counted } from '../logic/format.ts'
import { isActive } from '../logic/status.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Waiting } from '../ui/Splash.tsx'
import { Editor } from './Editor.tsx'
import { SegmentList } from './SegmentList.tsx'
import { TranscriptSession } from './session.ts'

/** Where a project keeps its session, so that another tab of the page does not cost the undo history. */
export type SessionSlot = { current: TranscriptSession | null }

export function TranscriptPane({ project, slot }: { project: Project; slot: SessionSlot }) {
  const active = isActive(project)
  const query = useQuery(transcriptQuery(project.id, !active))
  const transcript = query.data?.data
  if (query.isError && !transcript) {
    const early = query.error instanceof Problem && query.error.status === 404 && active
    return early ? (
      <NotYet project={project} />
    ) : (
      <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
    )
  }
  if (!transcript) return <Waiting words="Opening the transcript" />
  if (!transcript.complete) return <Arriving project={project} transcript={transcript} />
  return <Edited project={project} transcript={transcript} etag={query.data?.etag ?? null} slot={slot} />
}

function NotYet({ project }: { project: Project }) {
  if (isActive(project))
    return (
      <div className="empty" role="status">
        <p className="empty-title">The transcript appears here as it is heard</p>
        <p>You can leave this page; the work goes on without it.</p>
      </div>
    )
  return (
    <div className="empty">
      <p className="empty-title">There is no transcript</p>
      <p>The work stopped before anything was heard. The message about the work says why.</p>
    </div>
  )
}

/** The passages heard so far, to read while the rest is worked on. */
function Arriving({ project, transcript }: { project: Project; transcript: Transcript }) {
  if (transcript.segments.length === 0) return <NotYet project={project} />
  return (
    <>
      <p className="pane-note" role="status">
        {counted(transcript.segments.length, 'passage')} so far. Editing opens when the transcript is
        complete.
      </p>
      <SegmentList segments={transcript.segments} session={null} doubts={false} matches={[]} current={-1} />
    </>
  )
}

type EditedProps = { project: Project; transcript: Transcript; etag: string | null; slot: SessionSlot }

function Edited({ project, transcript, etag, slot }: EditedProps) {
  const [session] = useState(() => (slot.current ??= new TranscriptSession(project.id, transcript, etag)))
  useEffect(() => {
    // A second look at the same screen must not show an older state than the first.
    void session.refresh()
    const onVisible = () => {
      if (document.hidden) void session.save()
      else void session.refresh()
    }
    const onLeave = (event: BeforeUnloadEvent) => {
      if (!session.isSaved) event.preventDefault()
    }
    document.addEventListener('visibilitychange', onVisible)
    window.addEventListener('beforeunload', onLeave)
    return () => {
      document.removeEventListener('visibilitychange', onVisible)
      window.removeEventListener('beforeunload', onLeave)
      void session.save()
    }
  }, [session])
  return <Editor project={project} transcript={transcript} session={session} />
}
