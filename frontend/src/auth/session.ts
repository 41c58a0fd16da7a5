/** The one session of this page, whatever signs it in. */

import { createContext, useContext } from 'react'

export type Session = {
  /** `loading` until it is known whether somebody is signed in. */
  status: 'loading' | 'in' | 'out'
  /** The user's id; null until somebody has signed in. */
  userId: string | null
  name: string | null
  /** True when a session that was there has run out. */
  expired: boolean
  /** With an address, whoever signs in next begins there. */
  signOut(address?: string): Promise<void>
}

export const SessionContext = createContext<Session | null>(null)

export function useAuth(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useAuth needs an AuthProvider around it')
  return session
}
