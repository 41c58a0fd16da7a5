/** What the person may do with the recordings that are shown: everything with their own. */

import { useQuery } from '@tanstack/react-query'
import { meQuery } from '../api/queries.ts'
import { useAuth } from './session.ts'

type Member = {
  /** The person's id as histories name it; null while the person works for themselves. */
  userId: string | null
  role: 'view' | 'edit' | 'manage'
}

/** Returns the person as a member of the selected organisation, who may only view until the role is known. */
export function useMember(): Member {
  const { organization } = useAuth()
  const { data } = useQuery({ ...meQuery, enabled: organization !== null })
  if (organization === null) return { userId: null, role: 'manage' }
  return { userId: data?.user_id ?? null, role: data?.organization?.role ?? 'view' }
}

export function useMayEdit(): boolean {
  return useMember().role !== 'view'
}

/** Returns whether the person may delete the recording that this user made. */
export function useMayDelete(madeBy: string): boolean {
  const { role, userId } = useMember()
  return role === 'manage' || (role === 'edit' && madeBy === userId)
}
