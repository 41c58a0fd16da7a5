import { type RefObject, useContext, useRef, useState } from 'react'
import type { Document } from '../api/types.ts'
import { originWords, toCheck } from '../logic/documentState.ts'
import { litIn } from '../ui/highlights.ts'
import { Icon } from '../ui/Icon.tsx'
import { OnlyReadContext } from '../ui/onlyRead.ts'

type Props = { document: Document; article: RefObject<HTMLElement | null>; onWriteAgain: () => void }

/** The state of a document in one line at its head. A part that leads somewhere is a button. */
export function StateLine({ document, article, onWriteAgain }: Props) {
  const origin = originWords(document)
  const count = toCheck(document)
  const onlyRead = useContext(OnlyReadContext)
  const next = useRef(0)
  const [said, setSaid] = useState('')

  const check = () => {
    const doubts = litIn('doubtful', article.current)
    const doubt = doubts[next.current % doubts.length]
    if (!doubt) return openList()
    next.current += 1
    const word = String(doubt)
    const reason = document.warnings.find(({ text }) => text === word)?.reason
    setSaid([`“${word}”`, reason].filter(Boolean).join(': '))
    getSelection()?.setBaseAndExtent(
      doubt.startContainer,
      doubt.startOffset,
      doubt.endContainer,
      doubt.endOffset,
    )
    doubt.startContainer.parentElement?.scrollIntoView({ block: 'center' })
  }
  return (
    <div className="state" data-testid="state">
      <ul className="state-line" aria-label="State">
        {origin && <li className="state-part">{origin}</li>}
        {count > 0 && (
          <li>
            <button type="button" className="state-part state-check" onClick={check} data-testid="to-check">
              <Icon name="doubt" size={16} /> {count} to check
            </button>
          </li>
        )}
        {document.stale && (
          <li>
            <button
              type="button"
              className="state-part state-stale"
              title="The transcript was edited after this was written. What it says may rest on words that have changed."
              disabled={onlyRead}
              onClick={onWriteAgain}
              data-testid="stale"
            >
              <Icon name="clock" size={16} /> {onlyRead ? 'Out of date' : 'Out of date: update'}
            </button>
          </li>
        )}
      </ul>
      <p className="state-said" role="status">
        {said}
      </p>
    </div>
  )
}

/** Where nothing is underlined, the list below the document names what to check. */
function openList(): void {
  const list = document.querySelector<HTMLDetailsElement>('[data-testid="warnings"]')
  if (!list) return
  list.open = true
  list.scrollIntoView({ block: 'center' })
  list.querySelector('summary')?.focus()
}
