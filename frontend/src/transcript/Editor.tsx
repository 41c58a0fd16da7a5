import { useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import type { Project, Transcript } from '../api/types.ts'
import { findAll, step, type FindOptions, type Match } from '../logic/find.ts'
import { languageName } from '../logic/format.ts'
import { doubtful, placeWords } from '../logic/timing.ts'
import { usePlayer } from '../project/player.ts'
import { useStore } from '../ui/store.ts'
import { VersionsDialog } from '../versions/VersionsDialog.tsx'
import { Clashes } from './Clashes.tsx'
import { EditorBar } from './EditorBar.tsx'
import { FindBar } from './FindBar.tsx'
import { Offers } from './Offers.tsx'
import { SegmentList } from './SegmentList.tsx'
import type { TranscriptSession } from './session.ts'

type Props = { project: Project; transcript: Transcript; session: TranscriptSession }

const NONE: Match[] = []

export function Editor({ project, transcript, session }: Props) {
  const view = useStore(session.view)
  const client = useQueryClient()
  const player = usePlayer()
  const [finding, setFinding] = useState(false)
  const [find, setFind] = useState('')
  const [options, setOptions] = useState<FindOptions>({ matchCase: false, wholeWord: false })
  const [doubts, setDoubts] = useState(false)
  const [current, setCurrent] = useState(-1)
  const [versions, setVersions] = useState(false)
  const sought = useDeferredValue(find)

  const matches = useMemo(
    () => (finding ? findAll(view.segments, sought, options) : NONE),
    [finding, view.segments, sought, options],
  )
  const doubtList = useMemo<Match[]>(() => {
    if (!doubts) return NONE
    return doubtful(view.segments).map(({ segment, word }) => {
      const { from, to } = placeWords(view.segments[segment]!)[word]!
      return { segment, from, to }
    })
  }, [doubts, view.segments])

  const walked = finding ? matches : doubtList
  const walk = (by: 1 | -1) => {
    const next = step(current >= walked.length ? -1 : current, walked.length, by)
    setCurrent(next)
    const match = walked[next]
    if (!finding && match) {
      const segment = view.segments[match.segment]!
      const word = placeWords(segment).find((w) => w.from === match.from)
      if (word) player.seek(word.start_ms)
    }
  }

  useEffect(() => setCurrent(-1), [sought, options, finding, doubts])

  // What rests on an edited passage is stale from now on, and the list of documents says so.
  useEffect(() => {
    if (view.saving === 'saved' && view.segments !== transcript.segments) {
      void client.invalidateQueries({ queryKey: ['documents', project.id] })
      void client.invalidateQueries({ queryKey: ['document'] })
    }
  }, [view.saving])

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector('dialog[open]')) return
      const key = event.key.toLowerCase()
      const inField = /^(INPUT|TEXTAREA)$/.test((event.target as HTMLElement).tagName)
      const act = (action: () => void) => {
        event.preventDefault()
        action()
      }
      if (key === 'f' || key === 'h') act(() => setFinding(true))
      else if (key === 's') act(() => void session.save())
      else if (inField) return
      else if (key === 'z' && !event.shiftKey) act(session.undo)
      else if (key === 'y' || (key === 'z' && event.shiftKey)) act(session.redo)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [session])

  return (
    <div className="editor">
      <EditorBar
        session={session}
        view={view}
        doubts={doubts}
        doubtCount={doubtList.length}
        current={finding ? -1 : current}
        finding={finding}
        onDoubts={() => setDoubts(!doubts)}
        onWalk={walk}
        onFind={() => setFinding(!finding)}
        onVersions={() => setVersions(true)}
      />
      {finding && (
        <FindBar
          session={session}
          find={find}
          options={options}
          count={matches.length}
          current={current}
          match={matches[current] ?? null}
          onFind={setFind}
          onOptions={setOptions}
          onWalk={walk}
          onClose={() => setFinding(false)}
        />
      )}
      {transcript.engine?.startsWith('sphinx') && (
        <p className="pane-note">
          Heard by {transcript.engine}: a rough first hearing that knows English only, and hears English words
          in any other language. With Whisper installed Clueso hears far better.
        </p>
      )}
      <Clashes session={session} view={view} />
      {view.segments.length === 0 ? (
        <div className="empty">
          <p className="empty-title">Nothing is left of this transcript</p>
          <p>Undo brings the last passage back, and the history holds every version.</p>
        </div>
      ) : (
        <SegmentList
          segments={view.segments}
          session={session}
          doubts={doubts}
          matches={finding ? matches : doubts && current >= 0 ? doubtList : NONE}
          current={current}
        />
      )}
      <Offers projectId={project.id} saving={view.saving} />
      <p className="pane-foot">
        {[languageName(transcript.language), transcript.engine && `heard by ${transcript.engine}`]
          .filter(Boolean)
          .join(', ')}
      </p>
      {versions && (
        <VersionsDialog
          path={`/projects/${project.id}/transcript`}
          title="History of the transcript"
          readCurrent={async () => session.segments.map((s) => s.text).join('\n')}
          onRestored={() => void session.startOver()}
          onClose={() => setVersions(false)}
        />
      )}
    </div>
  )
}
