import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { Problem } from '../api/problem.ts'
import { commentsQuery, documentsQuery, projectQuery } from '../api/queries.ts'
import type { Document, Project } from '../api/types.ts'
import { useMayEdit } from '../auth/role.ts'
import { Commented } from '../comments/Commented.tsx'
import { Quotes } from '../comments/Quotes.tsx'
import { DocumentPane } from '../documents/DocumentPane.tsx'
import { isActive } from '../logic/status.ts'
import { offeredKinds } from '../kinds/names.ts'
import { KINDS } from '../kinds/registry.ts'
import { KeepDialog } from '../recordings/dialogs.ts'
import { TranscriptPane } from '../transcript/TranscriptPane.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { OnlyReadContext } from '../ui/onlyRead.ts'
import { Waiting } from '../ui/Splash.tsx'
import { ProjectHead } from './ProjectHead.tsx'
import { useAnnounce } from '../project/announce.ts'
import { HelpDialog } from '../project/HelpDialog.tsx'
import { KeptNote } from '../project/KeptNote.tsx'
import { OddNote } from '../project/OddNote.tsx'
import { useProjectKeys } from '../project/keys.ts'
import { addressedMs } from '../player/address.ts'
import { Player, PlayerContext } from '../player/player.ts'
import { PlayerView } from '../player/PlayerView.tsx'
import { Steps } from '../project/Steps.tsx'
import { Tabs } from '../project/Tabs.tsx'
import { usePart } from '../store.ts'

export default function ProjectPage({ id, tab }: { id: string; tab: string }) {
  const query = useQuery(projectQuery(id))
  useAnnounce(query.data)
  if (query.data) return <ProjectView project={query.data} tab={tab} />
  if (query.isError)
    return (
      <main className="page lonely" id="main">
        <h1>This recording cannot be shown</h1>
        <ErrorNote error={query.error} onRetry={gone(query.error) ? undefined : () => void query.refetch()} />
        <Link href="/">Go to your recordings</Link>
      </main>
    )
  return (
    <main className="page" id="main">
      <Waiting words="Opening the recording" />
    </main>
  )
}

/** Returns the note on a document's tab, null for none. */
function noteOf(document: Document | undefined): string | null {
  if (!document) return null
  if (document.status === 'failed') return 'failed'
  if (document.status === 'skipped') return null
  if (document.status !== 'ready') return 'working'
  return document.stale ? 'stale' : null
}

const gone = (error: unknown) => error instanceof Problem && error.status === 404

/** A player that stands where the address says. */
function startingPlayer(): Player {
  const player = new Player()
  const at = addressedMs()
  if (at > 0) player.seek(at)
  return player
}

function ProjectView({ project, tab }: { project: Project; tab: string }) {
  const [player] = useState(startingPlayer)
  const theatre = usePart(player.look, (look) => look.theatre)
  const [, go] = useLocation()
  const [help, setHelp] = useState(false)
  const [keeping, setKeeping] = useState(false)
  const client = useQueryClient()
  const active = isActive(project)
  const documents = useQuery(documentsQuery(project.id, active))
  const comments = useQuery({ ...commentsQuery(project.id), enabled: !active })
  const onlyRead = !useMayEdit()
  useProjectKeys(player, () => setHelp(true))

  // The project has just ended: read again what was read before its end.
  const ended = useRef(!active)
  useEffect(() => {
    if (!active && !ended.current) {
      void client.invalidateQueries({ queryKey: ['transcript', project.id] })
      void client.invalidateQueries({ queryKey: ['documents', project.id] })
      void client.invalidateQueries({ queryKey: ['media', project.id] })
    }
    ended.current = !active
  }, [active, client, project.id])

  const list = documents.data ?? []
  const kinds = offeredKinds()
  const kind = kinds.find((k) => k === tab)
  const tabs = [
    { id: 'transcript', words: 'Transcript', note: null },
    ...kinds.map((k) => {
      const found = list.find((d) => d.kind === k)
      const note = project.status === 'failed' ? null : noteOf(found)
      return { id: k as string, words: KINDS[k].label, note }
    }),
    ...(tab === 'quotes' || (comments.data ?? []).length > 0
      ? [{ id: 'quotes', words: 'Quotes', note: null }]
      : []),
  ]
  const current = kind ?? (tab === 'quotes' ? tab : 'transcript')

  return (
    <OnlyReadContext value={onlyRead}>
      <PlayerContext value={player}>
        <main
          className={`project ${theatre ? 'project-theatre' : ''} ${onlyRead ? 'only-read' : ''}`}
          id="main"
        >
          <ProjectHead
            project={project}
            kind={kind ?? null}
            onHelp={() => setHelp(true)}
            onKeep={() => setKeeping(true)}
          />
          <div className="project-side">
            <KeptNote project={project} onChoose={() => setKeeping(true)} />
            <OddNote project={project} />
            {!project.recording?.removed_at && (active || project.media) && <PlayerView project={project} />}
            <Steps project={project} />
          </div>
          <div className="project-main">
            <Commented projectId={project.id} isReady={!active}>
              <Tabs
                label="Transcript and documents"
                tabs={tabs}
                current={current}
                onChange={(next) =>
                  go(`/projects/${project.id}${next === 'transcript' ? '' : `/${next}`}`, { replace: true })
                }
              >
                {kind ? (
                  <DocumentPane
                    key={kind}
                    project={project}
                    kind={kind}
                    listed={list.find((d) => d.kind === kind) ?? null}
                    loading={documents.isPending}
                  />
                ) : current === 'quotes' ? (
                  <Quotes project={project} />
                ) : (
                  <TranscriptPane project={project} />
                )}
              </Tabs>
            </Commented>
          </div>
        </main>
        {keeping && <KeepDialog project={project} onClose={() => setKeeping(false)} />}
        {help && <HelpDialog onClose={() => setHelp(false)} />}
      </PlayerContext>
    </OnlyReadContext>
  )
}
