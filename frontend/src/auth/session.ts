/** The session of this page, the same for both kinds of sign-in. */

import { createContext, useContext, type ReactNode } from 'react'

export type Session = {
  /** `loading` until it is known whether somebody is signed in. */
  status: 'loading' | 'in' | 'out'
  /** The user's id; null until somebody has signed in. */
  userId: string | null
  name: string | null
  /** The name of the organisation whose recordings are shown; null for the person's own. */
  organization: string | null
  /** Where the person selects an organisation, if they may. */
  switcher?: ReactNode
  /** True after a session has expired. */
  expired: boolean
  /** With an address, the next sign-in opens that page. */
  signOut(address?: string): Promise<void>
}

export const SessionContext = createContext<Session | null>(null)

export function useAuth(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useAuth needs an AuthProvider around it')
  return session
}
