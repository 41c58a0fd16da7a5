import { lazy, Suspense } from 'react'
import { Link, Route, Router, Switch } from 'wouter'
import { AuthProvider } from '../auth/AuthProvider.tsx'
import { basePath } from '../base.ts'
import { RecordingsPage } from '../recordings/RecordingsPage.tsx'
import { Boundary } from '../ui/Boundary.tsx'
import { Shell } from './Shell.tsx'
import { Waiting } from '../ui/Splash.tsx'
import { Toasts } from '../ui/toasts.tsx'

const ProjectPage = lazy(() => import('./ProjectPage.tsx'))
const NewPage = lazy(() => import('../linked/NewPage.tsx'))
const AccountPage = lazy(() => import('../account/AccountPage.tsx'))

export function App() {
  return (
    <Boundary>
      <Router base={basePath}>
        <AuthProvider>
          <Shell>
            <Boundary>
              <Suspense fallback={<Waiting words="Opening the page" />}>
                <Switch>
                  <Route path="/" component={RecordingsPage} />
                  <Route path="/projects/:id/:tab?">
                    {({ id, tab }) => <ProjectPage key={id} id={id} tab={tab ?? 'transcript'} />}
                  </Route>
                  <Route path="/new" component={NewPage} />
                  <Route path="/account" component={AccountPage} />
                  <Route component={Nowhere} />
                </Switch>
              </Suspense>
            </Boundary>
          </Shell>
        </AuthProvider>
      </Router>
      <Toasts />
    </Boundary>
  )
}

function Nowhere() {
  return (
    <main className="page lonely" id="main">
      <h1>There is no such page</h1>
      <p>
        The address may be mistyped. <Link href="/">Go to your recordings</Link>
      </p>
    </main>
  )
}
