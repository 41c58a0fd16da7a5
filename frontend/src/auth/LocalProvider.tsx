/** The local sign-in for development: one field, and a token for an hour that renews itself. */

import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { speakFor } from '../api/client.ts'
import { basePath } from '../base.ts'
import { Problem } from '../api/problem.ts'
import { request } from '../api/request.ts'
import { saveAll } from '../drafts/editors.ts'
import { leave, signOutHere } from '../drafts/leave.ts'
import { LocalSignIn } from './LocalSignIn.tsx'
import { SessionContext, type Session } from './session.ts'
import { recall, remember } from '../storage.ts'

/** Whom the local sign-in signs in; with an organisation, as its member with this role. */
export type Who = { userId: string; organization?: string; role?: string }

type Ticket = Who & { token: string }

/** Request a ticket. Throws Problem when it is refused, Unreachable without a response. */
async function issue({ userId, organization, role }: Who): Promise<Ticket> {
  const response = await request(`${basePath}/auth/local/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user_id: userId, organization, role }),
  })
  const body = (await response.json().catch(() => ({}))) as { token?: string }
  if (!response.ok || !body.token) throw new Problem(response.status, { ...NO_ANSWER, ...body })
  return { userId, organization, role, token: body.token }
}

const NO_ANSWER = { detail: 'The local sign-in does not answer. Try again.' }

/** Whose recordings are shown, and to whom. */
const ownerOf = ({ userId, organization }: Who) => `${userId} ${organization ?? ''}`

const held = () => recall<Ticket | null>('session', null)

async function renew(): Promise<string | null> {
  const now = held()
  if (!now) return null
  try {
    const next = await issue(now)
    remember('session', next)
    return next.token
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return null
    throw error
  }
}

export default function LocalProvider({ children }: { children: ReactNode }) {
  const [ticket, setTicket] = useState<Ticket | null>(() => recall<Ticket | null>('session', null))
  const [expired, setExpired] = useState(false)
  const last = useRef(ticket && ownerOf(ticket))

  // Before the first child renders, because children send requests when they mount.
  useState(() =>
    speakFor({
      token: async () => held()?.token ?? null,
      renew,
      expired: () => {
        remember('session', null)
        setExpired(true)
        setTicket(null)
      },
    }),
  )

  useEffect(() => {
    const follow = (event: StorageEvent) => {
      if (event.key === 'clueso.session' || event.key === null) setTicket(held())
    }
    window.addEventListener('storage', follow)
    return () => window.removeEventListener('storage', follow)
  }, [])

  // After an expired session, the user continues on the same page with the unsaved work.
  useEffect(() => void (ticket && saveAll()), [ticket])

  const session = useMemo<Session>(
    () => ({
      status: ticket ? 'in' : 'out',
      userId: ticket?.userId ?? null,
      name: ticket?.userId ?? null,
      organization: ticket?.organization ?? null,
      expired,
      signOut: async (address) => {
        if (ticket) signOutHere(ticket.userId, address)
        last.current = null
        setExpired(false)
        setTicket(null)
      },
    }),
    [ticket, expired],
  )

  const signIn = async (who: Who) => {
    const next = await issue(who)
    if (last.current && last.current !== ownerOf(who)) leave()
    last.current = ownerOf(who)
    remember('session', next)
    setExpired(false)
    setTicket(next)
  }

  return (
    <SessionContext value={session}>
      {ticket ? children : <LocalSignIn expired={expired} onSignIn={signIn} />}
    </SessionContext>
  )
}
