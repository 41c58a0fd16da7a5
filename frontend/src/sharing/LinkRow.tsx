import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { Problem } from '../api/problem.ts'
import { linksQuery } from '../api/queries.ts'
import type { Link } from '../api/types.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { toast } from '../ui/toasts.tsx'
import { hasEnded, linkFacts, partNames } from './words.ts'

/** A link that there is. Asks in its place before it is revoked. */
export function LinkRow({ link, onRevoked }: { link: Link; onRevoked: () => void }) {
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const names = partNames(link.shows)

  const revoke = async () => {
    setBusy(true)
    setError(null)
    try {
      await call(`/links/${link.id}`, { method: 'DELETE' })
    } catch (problem) {
      // Revoked in another window: it is as gone as it should be.
      if (!(problem instanceof Problem && problem.status === 404)) {
        setError(problem)
        setBusy(false)
        return
      }
    }
    const { queryKey } = linksQuery(link.project_id)
    client.setQueryData(queryKey, (links) => links?.filter(({ id }) => id !== link.id))
    toast(`The link to ${names} is revoked.`)
    onRevoked()
  }

  return (
    <li>
      <div>
        <p className={hasEnded(link) ? 'link-name link-ended' : 'link-name'}>
          <span>{names}</span> <code>/s/{link.prefix}…</code>
        </p>
        <p className="aside">
          {asking ? 'Its page is gone at once, in every frame.' : linkFacts(link).join(' · ')}
        </p>
        {error !== null && <ErrorNote error={error} />}
      </div>
      {asking ? (
        <div className="link-deeds">
          <Button onClick={() => setAsking(false)}>Keep it</Button>
          <Button look="danger" busy={busy} autoFocus onClick={() => void revoke()}>
            Revoke the link
          </Button>
        </div>
      ) : (
        <Button onClick={() => setAsking(true)} aria-label={`Revoke the link to ${names}…`}>
          Revoke…
        </Button>
      )}
    </li>
  )
}
