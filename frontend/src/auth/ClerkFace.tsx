/** Clerk's own sign-in, behind the same session as the local one. */

import {
  ClerkProvider,
  OrganizationSwitcher,
  SignIn,
  useAuth as useClerkAuth,
  useClerk,
  useUser,
} from '@clerk/react'
import { Fragment, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { speakFor } from '../api/client.ts'
import { basePath } from '../base.ts'
import { Unreachable } from '../api/problem.ts'
import { saveAll } from '../drafts/editors.ts'
import { Splash } from '../ui/Splash.tsx'
import { leave, signOutHere } from '../drafts/leave.ts'
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
    <ClerkProvider publishableKey={publishableKey} afterSignOutUrl={`${basePath}/`}>
      <Gate>{children}</Gate>
    </ClerkProvider>
  )
}

function Gate({ children }: { children: ReactNode }) {
  const { isLoaded, isSignedIn, userId, orgId, orgSlug, getToken } = useClerkAuth()
  const { user } = useUser()
  const clerk = useClerk()
  const [expired, setExpired] = useState(false)
  const clerkToken = useRef(getToken)
  clerkToken.current = getToken
  const lastUser = useRef<string | null>(null)

  // Before the first child renders, because children send requests when they mount.
  useState(() =>
    speakFor({
      token: () => asked(clerkToken.current()),
      renew: () => asked(clerkToken.current({ skipCache: true })),
      expired: () => setExpired(true),
    }),
  )

  useEffect(() => {
    if (!userId) return
    const who = `${userId} ${orgId ?? ''}`
    if (lastUser.current && lastUser.current !== who) leave()
    lastUser.current = who
    setExpired(false)
    // After an expired session, the user continues on the same page with the unsaved work.
    void saveAll()
  }, [userId, orgId])

  const session = useMemo<Session>(
    () => ({
      status: isLoaded ? (isSignedIn ? 'in' : 'out') : 'loading',
      userId: userId ?? null,
      name: user?.primaryEmailAddress?.emailAddress ?? user?.fullName ?? null,
      organization: orgId ? (orgSlug ?? orgId) : null,
      // Who belongs to none has nothing to select.
      switcher: user && user.organizationMemberships.length > 0 && <OrganizationSwitcher />,
      expired,
      signOut: async (address) => {
        if (userId) signOutHere(userId, address)
        lastUser.current = null
        await clerk.signOut(address ? { redirectUrl: address } : undefined)
      },
    }),
    [isLoaded, isSignedIn, userId, orgId, orgSlug, user, expired, clerk],
  )

  if (!isLoaded) return <Splash words="Opening the sign-in" />
  const here = window.location.pathname + window.location.search
  return (
    <SessionContext value={session}>
      {isSignedIn && !expired ? (
        <Fragment key={orgId}>{children}</Fragment>
      ) : (
        <SignInFrame expired={expired || lastUser.current !== null}>
          <SignIn routing="hash" forceRedirectUrl={here} signUpForceRedirectUrl={here} />
        </SignInFrame>
      )}
    </SessionContext>
  )
}

/** Returns Clerk's token; null when Clerk says that the session is over. Throws Unreachable without a response. */
function asked(token: Promise<string | null>): Promise<string | null> {
  return token.catch((error: { status?: number }) => {
    if (error.status !== undefined && error.status >= 400 && error.status < 500 && error.status !== 429)
      return null
    throw new Unreachable(error)
  })
}
