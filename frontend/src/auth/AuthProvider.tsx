/** Signs users in: with Clerk where it is configured, else with the local sign-in for development. */

import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, type ReactNode } from 'react'
import { configQuery } from '../api/queries.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Splash } from '../ui/Splash.tsx'

// Each installation uses one of them.
const ClerkFace = lazy(() => import('./ClerkFace.tsx'))
const LocalProvider = lazy(() => import('./LocalProvider.tsx'))

export function AuthProvider({ children }: { children: ReactNode }) {
  const config = useQuery(configQuery)
  if (config.isError)
    return (
      <main className="lonely">
        <ErrorNote error={config.error} onRetry={() => void config.refetch()} />
      </main>
    )
  if (!config.data) return <Splash words="Opening Clueso" />
  const { auth } = config.data
  return (
    <Suspense fallback={<Splash words="Opening the sign-in" />}>
      {auth.provider === 'local' || !auth.publishable_key ? (
        <LocalProvider>{children}</LocalProvider>
      ) : (
        <ClerkFace publishableKey={auth.publishable_key}>{children}</ClerkFace>
      )}
    </Suspense>
  )
}
