import type { ReactNode } from 'react'
import { Mark } from '../ui/Mark.tsx'
import { usePageTitle } from '../ui/title.ts'

export function SignInFrame({ expired, children }: { expired: boolean; children: ReactNode }) {
  usePageTitle('Sign in')
  return (
    <main className="signin" data-testid="sign-in">
      <div className="signin-words">
        <Mark />
        <h1>
          Say it once.
          <br />
          <em>Keep it in writing.</em>
        </h1>
        <p>
          Clueso listens to your recording and gives you the transcript, a summary, chapters, a step-by-step
          guide, an article and a script. Every line leads back to the moment it was said.
        </p>
      </div>
      <div className="signin-card">
        <h2>{expired ? 'Sign in to go on' : 'Sign in'}</h2>
        {expired && (
          <p role="status">
            Your session has ended. You come back to where you were. What you typed is kept; an upload goes
            on.
          </p>
        )}
        {children}
      </div>
    </main>
  )
}
