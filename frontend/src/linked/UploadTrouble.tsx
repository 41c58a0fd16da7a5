import { Problem, describe } from '../api/problem.ts'
import { useAuth } from '../auth/session.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'

const UNFINISHED = {
  title: 'The upload is not finished',
  detail: 'Wait until the application that you came from says that it is complete. Then try again here.',
}

/** Why no recording can be made of an upload, and what the person can do. */
export function UploadTrouble({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const session = useAuth()
  if (!(error instanceof Problem)) return <ErrorNote error={error} onRetry={onRetry} />
  if (error.status === 404) {
    const who = session.name ? `You are signed in as ${session.name}.` : ''
    const title = 'You have no such upload'
    const detail = `It was deleted, or it belongs to another account. ${who} Open it again in the application that you came from, or sign in as the person who uploaded it.`
    return (
      <ErrorNote error={inWords(error, { title, detail })} onRetry={onRetry}>
        <Button onClick={() => void session.signOut(here())}>Sign in as somebody else</Button>
      </ErrorNote>
    )
  }
  if (error.slug === 'upload-not-stored')
    return <ErrorNote error={inWords(error, UNFINISHED)} onRetry={onRetry} />
  return <ErrorNote error={error} onRetry={onRetry} />
}

const here = () => window.location.pathname + window.location.search

function inWords(error: Problem, words: { title: string; detail: string }): Problem {
  return new Problem(error.status, { ...words, request_id: describe(error).requestId })
}
