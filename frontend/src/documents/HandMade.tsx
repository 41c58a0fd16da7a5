import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { get } from '../api/client.ts'
import type { Body, Document } from '../api/types.ts'
import { KINDS } from '../kinds/registry.ts'
import { compare } from '../logic/diff.ts'
import { counted } from '../logic/format.ts'
import { handMade, kept, versionsToCompare, type HandMade as Made } from '../logic/handMade.ts'
import { recall, remember } from '../storage.ts'
import { Button } from '../ui/Button.tsx'
import { Pieces } from '../versions/Pieces.tsx'
import type { DocumentSession } from './session.ts'

const MOST_REMEMBERED = 200

/** What a person wrote, removed and moved before the document was written again, each to keep or to leave. */
export function HandMade({
  document,
  session,
  body,
}: {
  document: Document
  session: DocumentSession
  body: Body
}) {
  const path = `/documents/${document.id}` as const
  const versions = useQuery({
    queryKey: ['versions', path, 'list', document.version],
    queryFn: async () => (await get(`${path}/versions`)).items,
    enabled: document.version > 2,
  })
  const pair = versionsToCompare(versions.data ?? [])
  const bodies = useQuery({
    queryKey: ['versions', path, 'hand-made', pair],
    queryFn: () => Promise.all([pair!.base, pair!.mine].map((number) => get(`${path}/versions/${number}`))),
    enabled: pair !== null,
    staleTime: Infinity,
  })
  const [left, setLeft] = useState(() => recall<string[]>('left-parts', []))
  const [base, mine] = bodies.data ?? []
  const found = useMemo(
    () => (base?.body && mine?.body ? handMade(KINDS[document.kind].parts, base.body, mine.body, body) : []),
    [base, mine, body, document.kind],
  )
  const keyOf = (made: Made) => `${document.id} ${pair?.mine} ${made.key}`
  const open = found.filter((made) => !left.includes(keyOf(made)))
  if (open.length === 0) return null

  const leave = (parts: Made[]) => {
    const all = [...left, ...parts.map(keyOf)].slice(-MOST_REMEMBERED)
    remember('left-parts', all)
    setLeft(all)
  }
  const keep = (made: Made) => {
    session.change((now) => kept(now, made))
    void session.save()
  }
  return (
    <section className="hand-made" aria-label="Your changes of the version before" data-testid="hand-made">
      <p role="status">You changed {counted(open.length, 'part')} of the version before.</p>
      <ul>
        {open.map((made) => (
          <Choice key={keyOf(made)} made={made} onKeep={() => keep(made)} onLeave={() => leave([made])} />
        ))}
      </ul>
      <Button look="quiet" onClick={() => leave(open)}>
        Take all the new
      </Button>
    </section>
  )
}

/** What is asked of a change: what was done, and what its buttons say. */
function asked({ change, name, path, to }: Made): { done: string; keep: string; leave: string } {
  const what = name.replace(/ \d+$/, '').toLowerCase()
  if (change === 'removed')
    return { done: `You had removed this ${what}.`, keep: 'Remove it', leave: 'Leave it' }
  if (change === 'written') return { done: '', keep: 'Keep mine', leave: 'Take the new' }
  // `to` counts without the part itself: the one ahead stands one further where it comes after it.
  const ahead = to! > (path[1] as number) ? to! + 1 : to!
  const place = ahead === 0 ? 'first' : `after ${what} ${ahead}`
  return { done: `You had put this ${what} elsewhere.`, keep: `Put it ${place}`, leave: 'Leave it here' }
}

function Choice({ made, onKeep, onLeave }: { made: Made; onKeep: () => void; onLeave: () => void }) {
  const [both, setBoth] = useState(false)
  const [now, mine] = made.words
  const { done, keep, leave } = asked(made)
  const see = made.change === 'removed' ? 'See it' : 'See both'
  return (
    <li>
      <strong>{made.name}</strong>
      {done && <span>{done}</span>}
      <Button look="quiet" aria-label={`${keep}: ${made.name}`} onClick={onKeep}>
        {keep}
      </Button>
      <Button look="quiet" aria-label={`${leave}: ${made.name}`} onClick={onLeave}>
        {leave}
      </Button>
      {made.change !== 'moved' && (
        <Button
          look="quiet"
          aria-expanded={both}
          aria-label={`${see}: ${made.name}`}
          onClick={() => setBoth(!both)}
        >
          {see}
        </Button>
      )}
      {both && <Pieces pieces={compare(now, mine)} />}
    </li>
  )
}
