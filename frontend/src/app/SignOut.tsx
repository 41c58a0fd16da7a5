import { useRef, useState } from 'react'
import { Link } from 'wouter'
import type { Session } from '../auth/session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { draftsOf } from '../drafts/browser.ts'
import { saveAll, unsaved } from '../drafts/editors.ts'

type Left = { name: string; href?: string }

/** How long a save may take before the person is asked. */
const PATIENCE_MS = 5_000

/** Returns what signing out would lose: open editors with unsaved work, and this user's drafts in this browser. */
function leftBy(userId: string | null): Left[] {
  const drafts = userId ? draftsOf(userId).map(({ draft }) => ({ name: draft.name, href: draft.href })) : []
  return [...new Map([...unsaved(), ...drafts].map((left) => [left.name, left as Left])).values()]
}

/** Signs out: at once when everything is saved, else after saving, else after a question. */
export function useSignOut(session: Session) {
  const [asking, setAsking] = useState(false)
  const [left, setLeft] = useState<Left[] | null>(null)

  // Closing the dialog while it saves cancels the sign-out.
  const turn = useRef(0)

  const close = () => {
    turn.current += 1
    setAsking(false)
  }

  const start = async () => {
    if (leftBy(session.userId).length === 0) return session.signOut()
    setLeft(null)
    setAsking(true)
    const mine = ++turn.current
    await Promise.race([saveAll(), new Promise((done) => setTimeout(done, PATIENCE_MS))])
    if (mine !== turn.current) return
    const still = leftBy(session.userId)
    if (still.length > 0) return setLeft(still)
    close()
    return session.signOut()
  }

  const dialog = asking && (
    <Dialog title="Sign out" onClose={close}>
      <div className="dialog-body" data-testid="sign-out-question">
        {left === null ? (
          <p role="status">Saving your last changes…</p>
        ) : (
          <>
            <p role="alert">
              Not everything is saved. If you sign out now, these changes are removed from this browser and
              lost:
            </p>
            <ul>
              {left.map(({ name, href }) => (
                <li key={name}>
                  {href ? (
                    <Link href={href} onClick={close}>
                      {name}
                    </Link>
                  ) : (
                    name
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <footer className="dialog-foot">
        <Button onClick={close}>Stay signed in</Button>
        <Button
          look="danger"
          busy={left === null}
          onClick={() => {
            close()
            void session.signOut()
          }}
        >
          Sign out and lose them
        </Button>
      </footer>
    </Dialog>
  )
  return { start: () => void start(), dialog }
}
