import type { Document } from '../api/types.ts'
import { counted } from '../logic/format.ts'
import { wroteWords } from '../logic/status.ts'
import { Icon } from '../ui/Icon.tsx'

/** What holds of the document as a whole: to be read before it. */
export function Notes({ document }: { document: Document }) {
  const whole = document.warnings.filter(({ text }) => !text).map(({ reason }) => reason)
  return [...new Set([document.caution, ...whole])].filter(Boolean).map((note) => (
    <p key={note} className="facts-note" data-testid="note">
      <Icon name="warning" size={16} /> {note}
    </p>
  ))
}

/** Who wrote it from how much, in one line; and what a reader should check. */
export function Facts({ document }: { document: Document }) {
  const { coverage, generator, edited, version, instructions } = document
  const warnings = document.warnings.filter(({ text }) => text)
  const wrote = generator && wroteWords(generator)
  const read =
    coverage &&
    (coverage.segments_read === coverage.segments_total
      ? `all ${counted(coverage.segments_total, 'passage')} read`
      : `${coverage.segments_read} of ${counted(coverage.segments_total, 'passage')} read`)
  const line = [`Version ${version}`, wrote, read, edited && 'edited by hand'].filter(Boolean).join(', ')
  return (
    <footer className="facts">
      {warnings.length > 0 && (
        <details className="warnings" data-testid="warnings">
          <summary>
            <Icon name="warning" size={16} /> {counted(warnings.length, 'thing')} underlined or left out:
            check them against the recording
          </summary>
          <ul>
            {warnings.map((warning, i) => (
              <li key={i}>
                {warning.text && <q>{warning.text}</q>} {warning.reason}
              </li>
            ))}
          </ul>
        </details>
      )}
      <p className="pane-foot" data-testid="facts">
        {line}
      </p>
      {instructions && (
        <details className="warnings" data-testid="instructions">
          <summary>
            <Icon name="pen" size={16} /> Instructions of last time
          </summary>
          <p className="facts-wish">{instructions}</p>
        </details>
      )}
    </footer>
  )
}
