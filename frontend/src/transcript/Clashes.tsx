import { clock, counted } from '../logic/format.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import type { TranscriptSession } from './session.ts'
import type { View } from './view.ts'

/** Somebody else was faster: what was joined, and what only a person can decide. */
export function Clashes({ session, view }: { session: TranscriptSession; view: View }) {
  if (!view.joined) return null
  const { clashes } = view
  return (
    <section className="note note-info clashes" aria-label="Changed in another place" data-testid="conflict">
      <Icon name="merge" />
      <div>
        <p className="note-title" role="status">
          This transcript was changed in another place, too
        </p>
        <p>
          {clashes.length === 0
            ? 'Both works are joined; nothing was lost.'
            : `Both works are joined. ${counted(clashes.length, 'passage was', 'passages were')} changed in both places; nothing of these is saved before you decide.`}
        </p>
        <ul>
          {clashes.map((clash) => (
            <li key={clash.id} className="clash" data-testid="clash">
              <p className="clash-time">{clock((clash.mine ?? clash.theirs)!.start_ms)}</p>
              <div className="clash-sides">
                <div>
                  <p className="clash-whose">Yours</p>
                  <p>
                    {clash.mine
                      ? (session.segments.find((s) => s.id === clash.id)?.text ?? clash.mine.text)
                      : 'Deleted'}
                  </p>
                  <Button onClick={() => session.resolve(clash, 'mine')}>Keep yours</Button>
                </div>
                <div>
                  <p className="clash-whose">Theirs</p>
                  <p>{clash.theirs ? clash.theirs.text : 'Deleted'}</p>
                  <Button onClick={() => session.resolve(clash, 'theirs')}>Take theirs</Button>
                </div>
              </div>
            </li>
          ))}
        </ul>
        {clashes.length === 0 && (
          <div className="note-actions">
            <Button onClick={session.dismiss}>Good</Button>
          </div>
        )}
      </div>
    </section>
  )
}
