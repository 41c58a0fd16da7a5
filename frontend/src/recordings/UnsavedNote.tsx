import { useCallback, useEffect, useState } from 'react'
import { Link } from 'wouter'
import { useAuth } from '../auth/session.ts'
import type { Kept } from '../logic/drafts.ts'
import { ago } from '../logic/format.ts'
import { IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toasts.tsx'
import { discard, keep, waitingOf } from '../drafts/browser.ts'
import { unsaved } from '../drafts/editors.ts'

/** Links to the work that an earlier visit left unsaved. */
export function UnsavedNote() {
  const { userId } = useAuth()
  const [waiting, setWaiting] = useState<Kept<unknown>[]>([])

  const look = useCallback(async () => {
    const found = userId ? await waitingOf(userId) : []
    // An editor that is open in this page saves its work by itself.
    const busy = new Set(unsaved().map((editor) => editor.name))
    setWaiting(found.filter(({ draft }) => !busy.has(draft.name)))
  }, [userId])
  useEffect(() => void look(), [look])

  const throwAway = (kept: Kept<unknown>) => {
    discard(kept)
    void look()
    const undo = () => {
      keep(kept.place, kept.draft)
      void look()
    }
    toast(`The unsaved changes in ${kept.draft.name} are gone.`, { label: 'Undo', run: undo })
  }

  if (waiting.length === 0) return null
  return (
    <section className="note note-info" aria-label="Unsaved changes" data-testid="unsaved">
      <Icon name="pen" />
      <div>
        <p className="note-title">Changes of yours are not saved yet</p>
        <p>This browser has kept them. Open each to save it.</p>
        <ul className="unsaved-list">
          {waiting.map((kept) => (
            <li key={`${kept.place.kind} ${kept.place.id} ${kept.tab}`}>
              <Link href={kept.draft.href}>{kept.draft.name}</Link>
              <small>{ago(new Date(kept.draft.at).toISOString(), Date.now())}</small>
              <IconButton
                label={`Throw away the changes in ${kept.draft.name}`}
                onClick={() => throwAway(kept)}
              >
                <Icon name="trash" size={16} />
              </IconButton>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}
