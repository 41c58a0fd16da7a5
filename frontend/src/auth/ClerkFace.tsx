/** Clerk's own sign-in, behind the same session as the local one. */

import { ClerkProvider, SignIn, useAuth as useClerkAuth, useClerk, useUser } from '@clerk/react'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { speakFor } from '../api/client.ts'
import { Splash } from '../ui/Splash.tsx'
import { leave } from './leave.ts'
import { SessionContext, type Session } from './session.ts'
import { SignInFrame } from './SignInFrame.tsx'

export default function ClerkFace({
  publishableKey,
  children,
}: {
  publishableKey: string
  children: ReactNode
}) {
  return (
    <ClerkProvider publishableKey={publishableKey} afterSignOutUrl="/">
      <Gate>{children}</Gate>
    </ClerkProvider>
  )
}

function Gate({ children }: { children: ReactNode }) {
  const { isLoaded, isSignedIn, userId, getToken } = useClerkAuth()
  const { user } = useUser()
  const clerk = useClerk()
  const [expired, setExpired] = useState(false)
  const clerkToken = useRef(getToken)
  clerkToken.current = getToken
  const lastUser = useRef<string | null>(null)

  // Before the first child renders, since children ask the API as soon as they are mounted.
  useState(() =>
    speakFor({
      token: () => clerkToken.current(),
      renew: () => clerkToken.current({ skipCache: true }).catch(() => null),
      expired: () => setExpired(true),
    }),
  )

  useEffect(() => {
    if (!userId) return
    if (lastUser.current && lastUser.current !== userId) leave()
    lastUser.current = userId
    setExpired(false)
  }, [userId])

  const session = useMemo<Session>(
    () => ({
      status: isLoaded ? (isSignedIn ? 'in' : 'out') : 'loading',
      name: user?.primaryEmailAddress?.emailAddress ?? user?.fullName ?? null,
      expired,
      signOut: async () => {
        leave()
        lastUser.current = null
        await clerk.signOut()
      },
    }),
    [isLoaded, isSignedIn, user, expired, clerk],
  )

  if (!isLoaded) return <Splash words="Opening the sign-in" />
  const here = window.location.pathname + window.location.search
  return (
    <SessionContext value={session}>
      {isSignedIn && !expired ? (
        children
      ) : (
        <SignInFrame expired={expired || lastUser.current !== null}>
          <SignIn routing="hash" forceRedirectUrl={here} signUpForceRedirectUrl={here} />
        </SignInFrame>
      )}
    </SessionContext>
  )
}
