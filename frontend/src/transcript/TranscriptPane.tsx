import { useQuery } from '@tanstack/react-query'
import { useContext, useEffect, useMemo, useRef, useState } from 'react'
import { Problem } from '../api/problem.ts'
import { transcriptQuery } from '../api/queries.ts'
import type { Project, Transcript } from '../api/types.ts'
import { useAuth } from '../auth/session.ts'
import { counted } from '../logic/format.ts'
import { listed } from '../logic/speakers.ts'
import { isActive } from '../logic/status.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { OnlyReadContext } from '../ui/onlyRead.ts'
import { Waiting } from '../ui/Splash.tsx'
import { toast } from '../ui/toasts.tsx'
import { Editor } from './Editor.tsx'
import type { Place, PlaceHolder } from './place.ts'
import { SegmentList } from './SegmentList.tsx'
import type { Found } from './saver.ts'
import { sessionOf } from './sessions.ts'

const WORDS: Record<Exclude<Found, 'nothing'>, string> = {
  work: 'What you had typed and not saved is here again.',
  unreadable: 'Changes that an earlier version of this page had kept could not be taken up.',
}

export function TranscriptPane({ project }: { project: Project }) {
  const active = isActive(project)
  const place = useRef<Place | null>(null)
  const onlyRead = useContext(OnlyReadContext)
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
  if (!transcript.complete) return <Arriving project={project} transcript={transcript} place={place} />
  if (onlyRead) return <OnlyRead transcript={transcript} place={place} />
  const etag = query.data?.etag ?? null
  return <Edited project={project} transcript={transcript} etag={etag} place={place} />
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
function Arriving({ project, transcript, place }: Omit<EditedProps, 'etag'>) {
  if (transcript.segments.length === 0) return <NotYet project={project} />
  return (
    <>
      <p className="pane-note" role="status">
        {counted(transcript.segments.length, 'passage')} so far. Editing opens when the transcript is
        complete.
      </p>
      <Shown transcript={{ ...transcript, warnings: [], speakers: [], turns: [] }} place={place} />
    </>
  )
}

/** The transcript for a member of an organisation who may not edit it. */
function OnlyRead(shown: Pick<EditedProps, 'transcript' | 'place'>) {
  return (
    <>
      <p className="pane-note">You may read this. Who manages your organisation can let you edit it.</p>
      <Shown {...shown} />
    </>
  )
}

const nothing = () => {}

/** A transcript to read. */
function Shown({ transcript, place }: Pick<EditedProps, 'transcript' | 'place'>) {
  const { segments, warnings, turns, language } = transcript
  const speakers = useMemo(() => listed(segments, transcript.speakers), [segments, transcript.speakers])
  return (
    <SegmentList
      {...{ segments, warnings, speakers, turns, language, place }}
      session={null}
      doubts={false}
      matches={[]}
      current={-1}
      onSpeaker={nothing}
      onHead={nothing}
      onHearAgain={nothing}
    />
  )
}

type EditedProps = { project: Project; transcript: Transcript; etag: string | null; place: PlaceHolder }

function Edited({ project, transcript, etag, place }: EditedProps) {
  const { userId } = useAuth()
  const [session] = useState(() => sessionOf(userId!, project, transcript, etag))
  useEffect(() => {
    // A second look at the same screen must not show an older state than the first.
    const look = () => void session.open().then((found) => found !== 'nothing' && toast(WORDS[found]))
    look()
    const onVisible = () => {
      if (document.hidden) void session.save()
      else look()
    }
    document.addEventListener('visibilitychange', onVisible)
    return () => {
      document.removeEventListener('visibilitychange', onVisible)
      void session.save()
    }
  }, [session])
  return <Editor project={project} transcript={transcript} session={session} place={place} />
}
