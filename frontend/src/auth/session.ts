/** The one session of this page, whatever signs it in. */

import { createContext, useContext } from 'react'

export type Session = {
  /** `loading` until it is known whether somebody is signed in. */
  status: 'loading' | 'in' | 'out'
  name: string | null
  /** True when a session that was there has run out. */
  expired: boolean
  signOut(): Promise<void>
}

export const SessionContext = createContext<Session | null>(null)

export function useAuth(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useAuth needs an AuthProvider around it')
  return session
}
