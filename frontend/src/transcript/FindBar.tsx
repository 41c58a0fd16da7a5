import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { replaced } from '../logic/find.ts'
import { counted } from '../logic/format.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toasts.tsx'
import type { TranscriptSession } from './session.ts'
import type { Walking } from './walking.ts'

type Props = { session: TranscriptSession; walking: Walking }

export function FindBar({ session, walking }: Props) {
  const { find, options, current, walk } = walking
  const count = walking.matches.length
  const match = walking.matches[current] ?? null
  const close = () => walking.setFinding(false)
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [replacement, setReplacement] = useState('')
  useEffect(() => input.current?.select(), [])

  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && (event.target as HTMLElement).tagName === 'INPUT') {
      event.preventDefault()
      walk(event.shiftKey ? -1 : 1)
    }
  }

  const replaceOne = () => {
    const segment = match && session.segments[match.segment]
    if (!segment) return walk(1)
    const middle = replaced(segment.text.slice(match.from, match.to), find, replacement, {
      ...options,
      wholeWord: false,
    })
    session.setText(segment.id, segment.text.slice(0, match.from) + middle + segment.text.slice(match.to))
  }

  const replaceAll = () => {
    void session.replaceAll(find, replacement, options)
    toast(`Replaced ${counted(count, 'time')}.`, { label: 'Undo', run: session.undo })
  }

  const place =
    find === ''
      ? ''
      : count === 0
        ? 'No match'
        : current >= 0
          ? `${current + 1} of ${count.toLocaleString('en')}`
          : counted(count, 'match', 'matches')

  return (
    <div className="find" role="search" aria-label="Find and replace" onKeyDown={keys}>
      <div className="find-row">
        <label htmlFor={`${id}-find`} className="visually-hidden">
          Find
        </label>
        <input
          ref={input}
          id={`${id}-find`}
          autoFocus
          value={find}
          placeholder="Find"
          spellCheck={false}
          onChange={(event) => walking.setFind(event.target.value)}
        />
        <p className="find-count" role="status" data-testid="find-count">
          {place}
        </p>
        <IconButton label="Previous match" disabled={count === 0} onClick={() => walk(-1)}>
          <Icon name="up" size={16} />
        </IconButton>
        <IconButton label="Next match" disabled={count === 0} onClick={() => walk(1)}>
          <Icon name="down" size={16} />
        </IconButton>
        <IconButton label="Close find" onClick={close}>
          <Icon name="close" size={16} />
        </IconButton>
      </div>
      <div className="find-row">
        <label htmlFor={`${id}-replace`} className="visually-hidden">
          Replace with
        </label>
        <input
          id={`${id}-replace`}
          value={replacement}
          placeholder="Replace with"
          onChange={(event) => setReplacement(event.target.value)}
        />
        <Button disabled={count === 0} onClick={replaceOne}>
          Replace
        </Button>
        <Button disabled={count === 0} onClick={replaceAll} data-testid="replace-all">
          Replace all
        </Button>
      </div>
      <div className="find-options">
        <label>
          <input
            type="checkbox"
            checked={options.matchCase}
            onChange={() => walking.setOptions({ ...options, matchCase: !options.matchCase })}
          />{' '}
          Match case
        </label>
        <label>
          <input
            type="checkbox"
            checked={options.wholeWord}
            onChange={() => walking.setOptions({ ...options, wholeWord: !options.wholeWord })}
          />{' '}
          Whole words
        </label>
      </div>
    </div>
  )
}
