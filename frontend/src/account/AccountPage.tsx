import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { meQuery } from '../api/queries.ts'
import { basePath } from '../base.ts'
import { useMember } from '../auth/role.ts'
import { useAuth } from '../auth/session.ts'
import { limitsOf } from '../logic/limits.ts'
import { Bar } from '../ui/Bar.tsx'
import { Button } from '../ui/Button.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Waiting } from '../ui/Splash.tsx'
import { usePageTitle } from '../ui/title.ts'
import { BrandSettings } from './BrandSettings.tsx'
import { DeleteDialog } from './DeleteDialog.tsx'
import { Vocabulary } from './Vocabulary.tsx'

const Keys = lazy(() => import('./keys/Keys.tsx'))
const Notifications = lazy(() => import('./notifications/Notifications.tsx'))
const Webhooks = lazy(() => import('./webhooks/Webhooks.tsx'))

export default function AccountPage() {
  usePageTitle('Account')
  const session = useAuth()
  const me = useQuery(meQuery)
  const { role } = useMember()
  const { organization } = session
  const [deleting, setDeleting] = useState(false)
  return (
    <main className="page account" id="main">
      <h1>Account</h1>
      {session.name && (
        <p className="aside">
          Signed in as {session.name}.{organization && ` What stands here is for all of ${organization}.`}
        </p>
      )}
      <section aria-labelledby="usage">
        <h2 id="usage">Usage</h2>
        {me.isPending && <Waiting words="Reading your usage" />}
        {me.isError && <ErrorNote error={me.error} onRetry={() => void me.refetch()} />}
        {me.data && (
          <dl className="usage" data-testid="usage">
            {limitsOf(me.data).map((limit) => (
              <div key={limit.name}>
                <dt>{limit.name}</dt>
                <dd>
                  {limit.words}
                  {limit.share !== null && <Bar value={limit.share} label={limit.name} words={limit.words} />}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </section>
      <section aria-labelledby="notifications">
        <h2 id="notifications">Notifications</h2>
        <p className="aside">You hear when a recording that you made is ready, or failed. You decide how.</p>
        <Suspense fallback={<Waiting words="Reading how you hear of it" />}>
          <Notifications />
        </Suspense>
      </section>
      {role !== 'view' && (
        <section aria-labelledby="vocabulary">
          <h2 id="vocabulary">Vocabulary</h2>
          <p className="aside">
            Names and words of yours, for every new recording. Its transcript and documents spell them as you
            do.
          </p>
          <Vocabulary />
        </section>
      )}
      {role === 'manage' && (
        <>
          <section aria-labelledby="brand">
            <h2 id="brand">The look of your files</h2>
            <p className="aside">
              A logo and a colour for the Word files, PDFs and web pages that you export. A colour that is too
              light to read is darkened.
            </p>
            <BrandSettings />
          </section>
          <section aria-labelledby="keys">
            <h2 id="keys">Keys for programs</h2>
            <p className="aside">
              With a key, a script or another program uses Clueso as you.{' '}
              <a href={`${basePath}/api/docs`}>How to call the API</a>
            </p>
            <Suspense fallback={<Waiting words="Reading your keys" />}>
              <Keys />
            </Suspense>
          </section>
          <section aria-labelledby="webhooks">
            <h2 id="webhooks">Webhooks</h2>
            <p className="aside">
              An address of yours is told when a recording, a document or a file is ready.{' '}
              <a href={`${basePath}/api/docs`}>What it is sent</a>
            </p>
            <Suspense fallback={<Waiting words="Reading your webhooks" />}>
              <Webhooks />
            </Suspense>
          </section>
        </>
      )}
      <section aria-labelledby="leave">
        <h2 id="leave">Delete my data</h2>
        <p className="aside">
          Removes every recording, transcript, document and upload of yours. It cannot be undone.
          {organization && ` What ${organization} has stays.`}
        </p>
        <Button look="danger" onClick={() => setDeleting(true)}>
          Delete my data…
        </Button>
      </section>
      {deleting && <DeleteDialog onClose={() => setDeleting(false)} />}
    </main>
  )
}
