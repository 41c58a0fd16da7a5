import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useMemo, useState } from 'react'
import { transcriptQuery } from '../api/queries.ts'
import type { Project, Segment, Speaker, Transcript } from '../api/types.ts'
import { engineName, languageName } from '../logic/format.ts'
import type { Stretch } from '../logic/gaps.ts'
import { sharesWords } from '../logic/languages.ts'
import { listed, sameVoice, voiceOf, type Listed } from '../logic/speakers.ts'
import { usePlayer } from '../player/player.ts'
import { useStore } from '../store.ts'
import { VersionsDialog } from '../versions/VersionsDialog.tsx'
import { Clashes } from './Clashes.tsx'
import { EditorBar } from './EditorBar.tsx'
import { useEditorKeys } from './editorKeys.ts'
import { Elsewhere } from './Elsewhere.tsx'
import { FindBar } from './FindBar.tsx'
import { HearAgainDialog } from './HearAgainDialog.tsx'
import { Hearing } from './Hearing.tsx'
import { NamedBar } from './NamedBar.tsx'
import { useNaming } from './naming.ts'
import { Offers } from './Offers.tsx'
import { SeenOffers } from './SeenOffers.tsx'
import type { PlaceHolder } from './place.ts'
import { SegmentList } from './SegmentList.tsx'
import type { TranscriptSession } from './session.ts'
import { SpeakerDialog } from './SpeakerDialog.tsx'
import { SpeakerStrip } from './SpeakerStrip.tsx'
import { TermQuestions } from './TermQuestions.tsx'
import { VoiceDialog } from './VoiceDialog.tsx'
import type { Head } from './view.ts'
import { useWalking } from './walking.ts'

type Props = { project: Project; transcript: Transcript; session: TranscriptSession; place: PlaceHolder }

export function Editor({ project, transcript, session, place }: Props) {
  const view = useStore(session.view)
  const client = useQueryClient()
  const walking = useWalking(view.segments)
  const [versions, setVersions] = useState(false)
  useEditorKeys(session, () => walking.setFinding(true))

  const speakers = useMemo(() => listed(view.segments, view.head.speakers), [view.segments, view.head])
  const [asked, setAsked] = useState<Segment | null>(null)
  const [stretch, setStretch] = useState<Stretch | null>(null)
  const [met, setMet] = useState<Listed | null>(null)
  const { named, extend, dismiss } = useNaming({ session, speakers, onNew: setAsked })
  const namedAt = named && view.segments.find((s) => s.id === named.id)
  const meet = (segment: Segment) => {
    const speaker = speakers.find((one) => sameVoice(one, voiceOf(segment)))
    if (speaker) setMet(speaker)
    else setAsked(segment)
  }

  // Documents that cite an edited passage are out of date now, and every document shows the speakers' names.
  const refreshDocuments = useEffectEvent(() => {
    if (view.segments === transcript.segments) return
    void client.invalidateQueries({ queryKey: ['documents', project.id] })
    void client.invalidateQueries({ queryKey: ['document'] })
  })
  useEffect(() => {
    if (view.saving === 'saved') refreshDocuments()
  }, [view.saving, view.head])
  const player = usePlayer()
  useEffect(() => {
    if (view.saving === 'saved') player.written.set(view.segments)
  }, [player, view.saving, view.segments])
  const takeNames = useEffectEvent((speakers: Speaker[]) => {
    if (namesOf(speakers) !== namesOf(transcript.speakers)) tellNames(client, project.id, speakers)
  })
  useEffect(() => takeNames(view.head.speakers), [view.head])

  return (
    <div className="editor">
      <EditorBar session={session} view={view} walking={walking} onVersions={() => setVersions(true)} />
      {walking.finding && <FindBar session={session} walking={walking} />}
      <Elsewhere session={session} />
      <EngineNote engine={transcript.engine} />
      <Hearing project={project} session={session} />
      <Clashes session={session} view={view} />
      <SpeakerStrip speakers={speakers} onOpen={setMet} />
      {view.segments.length === 0 ? (
        <Nothing />
      ) : (
        <SegmentList
          segments={view.segments}
          warnings={view.head.warnings}
          speakers={speakers}
          turns={view.head.turns}
          language={view.head.language}
          session={session}
          place={place}
          doubts={walking.doubts}
          matches={walking.place ? [walking.place] : walking.shown}
          current={walking.place ? 0 : walking.current}
          onSpeaker={setAsked}
          onHead={meet}
          onHearAgain={setStretch}
        />
      )}
      {named && namedAt && (
        <NamedBar named={named} start_ms={namedAt.start_ms} onExtend={extend} onClose={dismiss} />
      )}
      <TermQuestions session={session} segments={view.segments} onShow={walking.setPlace}>
        <SeenOffers projectId={project.id} session={session}>
          <Offers projectId={project.id} />
        </SeenOffers>
      </TermQuestions>
      <Heard head={view.head} />
      {asked && (
        <SpeakerDialog segment={asked} speakers={speakers} session={session} onClose={() => setAsked(null)} />
      )}
      {met && (
        <VoiceDialog speaker={met} speakers={speakers} session={session} onClose={() => setMet(null)} />
      )}
      {stretch && <HearAgainDialog stretch={stretch} session={session} onClose={() => setStretch(null)} />}
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

const namesOf = (speakers: readonly Speaker[]) => JSON.stringify(speakers.map(({ id, name }) => [id, name]))

/** Whatever reads the transcript finds these names in it. */
function tellNames(client: QueryClient, projectId: string, speakers: Speaker[]): void {
  client.setQueryData(transcriptQuery(projectId, true).queryKey, (known) =>
    known ? { ...known, data: { ...known.data, speakers } } : known,
  )
}

function EngineNote({ engine }: Pick<Transcript, 'engine'>) {
  if (!engine?.startsWith('sphinx')) return null
  return (
    <p className="pane-note">
      Heard by {engineName(engine)}: a rough first hearing that knows English only, and hears English words in
      any other language. With Whisper installed Clueso hears far better.
    </p>
  )
}

function Nothing() {
  return (
    <div className="empty">
      <p className="empty-title">Nothing is left of this transcript</p>
      <p>Undo brings the last passage back, and the history holds every version.</p>
    </div>
  )
}

function Heard({ head: { language, languages, engine } }: { head: Head }) {
  const spoken = sharesWords(languages) ?? languageName(language)
  return (
    <p className="pane-foot" data-testid="heard">
      {[spoken, engine && `heard by ${engineName(engine)}`].filter(Boolean).join(', ')}
    </p>
  )
}
