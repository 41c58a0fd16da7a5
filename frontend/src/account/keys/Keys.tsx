import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { keysQuery } from '../../api/queries.ts'
import type { Key, NewSecret } from '../../api/types.ts'
import { ago, day } from '../../logic/format.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Waiting } from '../../ui/Splash.tsx'
import { NewKey } from './NewKey.tsx'
import { RevokeDialog } from './RevokeDialog.tsx'
import { Secret } from './Secret.tsx'

/** The keys with which programs sign in as this person. */
export default function Keys() {
  const query = useQuery(keysQuery)
  const [made, setMade] = useState<NewSecret | null>(null)
  const [isBack, setIsBack] = useState(false)
  const [revoking, setRevoking] = useState<Key | null>(null)
  const done = () => {
    setMade(null)
    setIsBack(true)
  }
  return (
    <div className="keys">
      {made ? <Secret made={made} onDone={done} /> : <NewKey onMade={setMade} takesFocus={isBack} />}
      {query.isPending && <Waiting words="Reading your keys" />}
      {query.isError && <ErrorNote error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.length === 0 && <p className="nothing">No keys yet.</p>}
      {query.data && query.data.length > 0 && (
        <ul className="key-list" data-testid="keys">
          {query.data.map((key) => (
            <li key={key.id}>
              <div>
                <p className="key-name">
                  <span>{key.name}</span> <code>{key.prefix}…</code>
                </p>
                <p className="aside">{factsOf(key)}</p>
              </div>
              <Button onClick={() => setRevoking(key)} aria-label={`Revoke ${key.name}…`}>
                Revoke…
              </Button>
            </li>
          ))}
        </ul>
      )}
      {revoking && (
        <RevokeDialog
          revoking={revoking}
          onClose={() => setRevoking(null)}
          onRevoked={() => {
            if (made?.id === revoking.id) setMade(null)
            setRevoking(null)
          }}
        />
      )}
    </div>
  )
}

/** "Reads and changes · last used 5 minutes ago · works until 3 December 2026". */
function factsOf({ scopes, last_used_at, expires_at }: Key): string {
  const now = Date.now()
  const may = { read: 'reads', write: 'changes' }
  const words = scopes.map((scope) => may[scope]).join(' and ')
  const used = last_used_at ? `last used ${ago(last_used_at, now)}` : 'never used'
  const end = expires_at
    ? `${Date.parse(expires_at) > now ? 'works until' : 'expired on'} ${day(expires_at)}`
    : 'does not expire'
  return `${words[0]?.toUpperCase()}${words.slice(1)} · ${used} · ${end}`
}
