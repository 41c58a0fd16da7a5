import { useState } from 'react'
import type { Kind } from '../api/types.ts'
import { describe } from '../api/problem.ts'
import { KINDS } from '../kinds/registry.ts'
import { textOf } from '../logic/bodies.ts'
import { compare } from '../logic/diff.ts'
import type { Held, View } from '../logic/documentSaver.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Pieces } from '../versions/Pieces.tsx'
import type { DocumentSession } from './session.ts'

type Props = { kind: Kind; session: DocumentSession; view: View }

/** What keeps a document from being saved, and what to do about it. */
export function SaveNotes({ kind, session, view }: Props) {
  if (view.other) return <Decision kind={kind} session={session} view={view} other={view.other} />
  if (view.saving === 'refused' && view.problems.length === 0)
    return <Refusal session={session} failure={view.failure} />
  return null
}

/** Two states of one document: nothing is saved before the person decides. */
function Decision({ kind, session, view, other }: Props & { other: Held }) {
  const [comparing, setComparing] = useState(false)
  const { parts } = KINDS[kind]
  const pieces = comparing ? compare(textOf(parts, other.body), textOf(parts, view.body)) : []
  return (
    <section className="note note-info" aria-label="Two states of this document" data-testid="conflict">
      <Icon name="merge" />
      <div>
        <p className="note-title" role="status">
          {other.isWritten ? 'It was written again meanwhile' : 'It was changed in another place meanwhile'}
        </p>
        <p>
          Keep yours, and it is saved as a new version; the other one stays in the history. Take the other
          one, and Undo brings yours back.
        </p>
        <div className="note-actions">
          <Button look="primary" onClick={() => session.resolve('mine')}>
            Keep mine as a new version
          </Button>
          <Button onClick={() => session.resolve('other')}>Take the other one</Button>
          <Button look="quiet" aria-expanded={comparing} onClick={() => setComparing(!comparing)}>
            Compare
          </Button>
        </div>
        {comparing && (
          <div
            className="comparison"
            tabIndex={0}
            role="region"
            aria-label="Yours compared with the other one"
          >
            <p className="comparison-note">Struck out: only in the other one. Marked: only in yours.</p>
            <Pieces pieces={pieces} />
          </div>
        )}
      </div>
    </section>
  )
}

/** Which field of which part has to be corrected before anything is saved; each leads there. */
export function FieldProblems({ session, view }: Omit<Props, 'kind'>) {
  if (view.problems.length === 0) return null
  return (
    <section className="note note-bad" aria-label="To be corrected" data-testid="problems">
      <Icon name="warning" />
      <div role="status">
        <ul className="problem-list">
          {view.problems.map(({ pointer, words }) => (
            <li key={pointer}>
              <button type="button" onClick={() => session.show(pointer)}>
                {words}
              </button>
            </li>
          ))}
        </ul>
        <p className="note-small">Your changes are kept in this browser, and saved once this is corrected.</p>
      </div>
    </section>
  )
}

function Refusal({ session, failure }: { session: DocumentSession; failure: unknown }) {
  const { title, detail } = describe(failure)
  return (
    <div className="note note-bad" role="alert" data-testid="refusal">
      <Icon name="warning" />
      <div>
        <p className="note-title">This change was not taken</p>
        <p>{`${title}. ${detail}`}</p>
        <div className="note-actions">
          <Button onClick={() => void session.save()}>Try again</Button>
          <Button look="quiet" onClick={() => void session.startOver()}>
            Load what is saved
          </Button>
        </div>
      </div>
    </div>
  )
}
