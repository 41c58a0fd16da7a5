import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { call } from '../api/client.ts'
import { documentsQuery, linksQuery } from '../api/queries.ts'
import type { Kind, LinkPart, NewAddress, Project } from '../api/types.ts'
import { KINDS } from '../kinds/registry.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { originsIn, partName } from './words.ts'

const DAY_MS = 86_400_000
const NEVER = 0
const LIFETIMES = [
  [7, 'In 7 days'],
  [30, 'In 30 days'],
  [90, 'In 90 days'],
  [365, 'In a year'],
  [NEVER, 'Never'],
] as const

type Props = { project: Project; kind: Kind | null; onMade: (made: NewAddress) => void }

/** The form that makes a link. What was chosen stays when the server refuses it. */
export function NewLink({ project, kind, onMade }: Props) {
  const id = useId()
  const client = useQueryClient()
  const documents = useQuery(documentsQuery(project.id, false))
  const written = (documents.data ?? []).filter((d) => d.version > 0 && d.kind in KINDS).map((d) => d.kind)
  const parts: LinkPart[] = ['video', 'transcript', ...written]
  const [shows, setShows] = useState<LinkPart[]>([kind ?? 'transcript'])
  const [days, setDays] = useState<number>(30)
  const [password, setPassword] = useState('')
  const [embed, setEmbed] = useState(false)
  const [sites, setSites] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const make = async () => {
    setBusy(true)
    setError(null)
    try {
      const { data } = await call(`/projects/${project.id}/links`, {
        method: 'POST',
        body: {
          shows: parts.filter((part) => shows.includes(part)),
          expires_at: days === NEVER ? null : new Date(Date.now() + days * DAY_MS).toISOString(),
          password: password || null,
          embed,
          embed_origins: embed ? originsIn(sites) : [],
        },
      })
      if (data) onMade(data)
    } catch (problem) {
      setError(problem)
      setBusy(false)
    } finally {
      // A link whose response was lost is listed too, so that it can be revoked.
      void client.invalidateQueries(linksQuery(project.id))
    }
  }

  const flip = (part: LinkPart) =>
    setShows((chosen) => (chosen.includes(part) ? chosen.filter((one) => one !== part) : [...chosen, part]))

  return (
    <form
      className="share-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (shows.length > 0) void make()
      }}
    >
      <p className="aside">
        A link opens a page for people without an account. It shows what you choose here, as it is when they
        look.
      </p>
      <fieldset className="share-parts">
        <legend>The page shows</legend>
        {parts.map((part) => (
          <label key={part}>
            <input type="checkbox" checked={shows.includes(part)} onChange={() => flip(part)} />
            <span>{partName(part)}</span>
          </label>
        ))}
      </fieldset>
      {shows.includes('video') && (
        <p className="aside" role="status">
          The recording is shown as it is: what you blurred in a document’s pictures can be seen in it.
        </p>
      )}
      <div className="share-fields">
        <div className="field">
          <label htmlFor={`${id}-end`}>It ends</label>
          <select id={`${id}-end`} value={days} onChange={(event) => setDays(Number(event.target.value))}>
            {LIFETIMES.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-password`}>Password, if you want one</label>
          <input
            id={`${id}-password`}
            value={password}
            minLength={4}
            maxLength={128}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setPassword(event.target.value)}
          />
        </div>
      </div>
      <label className="share-embed">
        <input type="checkbox" checked={embed} onChange={() => setEmbed(!embed)} />
        <span>Other sites may show it in a frame, such as a help centre</span>
      </label>
      {embed && (
        <div className="field">
          <label htmlFor={`${id}-sites`}>Only these sites; any site if you leave it empty</label>
          <input
            id={`${id}-sites`}
            value={sites}
            autoComplete="off"
            spellCheck={false}
            placeholder="https://help.example.com"
            onChange={(event) => setSites(event.target.value)}
          />
        </div>
      )}
      {error !== null && <ErrorNote error={error} />}
      <div className="link-deeds">
        <Button type="submit" look="primary" disabled={shows.length === 0} busy={busy}>
          Make a link
        </Button>
      </div>
    </form>
  )
}
