import { useQuery } from '@tanstack/react-query'
import { useContext, useMemo, useState } from 'react'
import { call, get } from '../api/client.ts'
import { describe } from '../api/problem.ts'
import { queryClient, versionsQuery } from '../api/queries.ts'
import type { Versioned } from '../api/routes.ts'
import type { Document, Transcript, Version } from '../api/types.ts'
import { useMember } from '../auth/role.ts'
import { compare, withoutAddresses } from '../logic/diff.ts'
import { ago } from '../logic/format.ts'
import { wroteWords } from '../logic/status.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { OnlyReadContext } from '../ui/onlyRead.ts'
import { Waiting } from '../ui/Splash.tsx'
import { toast } from '../ui/toasts.tsx'
import { Pieces } from './Pieces.tsx'

type Props = {
  /** The resource whose versions the dialog lists. */
  path: Versioned
  title: string
  /** The text that a version is compared with. */
  readCurrent: () => Promise<string>
  onRestored: () => void
  onClose: () => void
}

/** The history of a document or transcript: compares each version with the current text, and restores one. */
export function VersionsDialog({ path, title, readCurrent, onRestored, onClose }: Props) {
  const list = useQuery(versionsQuery(path))
  const versions = [...(list.data ?? [])].sort((a, b) => b.version - a.version)
  const newest = versions[0]?.version
  const [picked, setPicked] = useState<number | null>(null)
  const chosen = versions.find((v) => v.version === (picked ?? versions[1]?.version ?? newest)) ?? null
  const [busy, setBusy] = useState(false)
  const onlyRead = useContext(OnlyReadContext)
  const { userId } = useMember()

  const restore = async (version: number) => {
    setBusy(true)
    try {
      const { etag } = await call(path)
      await call(`${path}/versions/${version}/restore`, { method: 'POST', body: {}, ifMatch: etag })
      void queryClient.invalidateQueries({ queryKey: ['versions', path] })
      toast(`Version ${version} is back.`)
      onRestored()
      onClose()
    } catch (error) {
      toast(`${describe(error).title}. ${describe(error).detail}`)
      setBusy(false)
    }
  }

  return (
    <Dialog title={title} onClose={onClose} wide>
      <div className="dialog-body versions">
        {list.isPending && <Waiting words="Reading the history" />}
        {list.isError && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
        {versions.length > 0 && (
          <ul className="version-list" aria-label="Versions">
            {versions.map((v) => (
              <li key={v.version}>
                <button
                  type="button"
                  aria-pressed={v.version === chosen?.version}
                  onClick={() => setPicked(v.version)}
                  data-testid="version"
                >
                  <strong>Version {v.version}</strong>
                  <span>
                    {[v.version === newest ? 'now' : '', ago(v.updated_at, Date.now())]
                      .filter(Boolean)
                      .join(', ')}
                  </span>
                  <span>{origin(v, userId)}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        {chosen && (
          <Comparison
            key={chosen.version}
            path={path}
            version={chosen}
            isNow={chosen.version === newest}
            readCurrent={readCurrent}
          />
        )}
      </div>
      {chosen && (
        <footer className="dialog-foot">
          <Button onClick={onClose}>Close</Button>
          {!onlyRead && (
            <Button
              look="primary"
              busy={busy}
              disabled={chosen.version === newest}
              onClick={() => void restore(chosen.version)}
            >
              {`Restore version ${chosen.version}`}
            </Button>
          )}
        </footer>
      )}
    </Dialog>
  )
}

/** Returns where a version comes from; in an organisation, whose edit it is for this person. */
function origin(version: Version, userId: string | null): string {
  if (version.restored_from) return `restored version ${version.restored_from}`
  if (version.made_by && userId !== null) return `edited by ${authorOf(version, userId)}`
  if (version.made_by) return 'edited by hand'
  if (version.edited) return 'edited by hand'
  if (version.generator) return wroteWords(version.generator)
  return version.version === 1 ? 'as transcribed' : ''
}

const authorOf = ({ made_by, made_by_name }: Version, userId: string) =>
  made_by === userId ? 'you' : (made_by_name ?? 'another member')

type ComparisonProps = {
  path: Versioned
  version: Version
  isNow: boolean
  readCurrent: () => Promise<string>
}

function Comparison({ path, version, isNow, readCurrent }: ComparisonProps) {
  const texts = useQuery({
    queryKey: ['versions', path, version.version, 'text'],
    queryFn: async () => {
      const old: OldText = await get(`${path}/versions/${version.version}`)
      return { before: textOf(old), now: withoutAddresses(await readCurrent()) }
    },
    staleTime: 0,
  })
  const pieces = useMemo(() => (texts.data ? compare(texts.data.before, texts.data.now) : []), [texts.data])
  if (texts.isPending) return <Waiting words="Comparing" />
  if (texts.isError) return <ErrorNote error={texts.error} onRetry={() => void texts.refetch()} />
  const changed = pieces.some((p) => p.kind !== 'same')
  return (
    <div
      className="comparison"
      tabIndex={0}
      role="region"
      aria-label={`Version ${version.version} compared with now`}
    >
      <p className="comparison-note">
        {isNow
          ? 'This is the current version.'
          : changed
            ? 'Struck out: only in this version. Marked: only in the current version.'
            : 'It has the same text as the current version.'}
      </p>
      <Pieces pieces={pieces} />
    </div>
  )
}

type OldText = Partial<Pick<Transcript, 'segments'> & Pick<Document, 'markdown' | 'body'>>

function textOf(version: OldText): string {
  if (version.segments) return version.segments.map((s) => s.text).join('\n')
  if (version.markdown) return withoutAddresses(version.markdown)
  return JSON.stringify(version.body, null, 2)
}
