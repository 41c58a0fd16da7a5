import { useContext, useId, useLayoutEffect, useRef, type ClipboardEvent, type KeyboardEvent } from 'react'
import { flushSync } from 'react-dom'
import { caretIn, placeCaret } from './caret.ts'
import { OnlyReadContext } from './onlyRead.ts'

type Props = {
  value: string
  /** What the text is called. */
  label: string
  /** Where in the body it stands. */
  pointer: string
  /** Why the server refuses it. */
  problem?: string | null
  placeholder?: string
  /** Whether Enter begins a new paragraph. Otherwise it calls `onEnter`. */
  hasParagraphs?: boolean
  className?: string
  onChange: (text: string) => void
  onEnter?: (element: HTMLElement) => void
  /** Backspace in an empty text. */
  onEmptied?: (element: HTMLElement) => void
}

/** The text of an element. A line end at its end only makes room for a line: the browser ends the last line with it. */
const textIn = (element: HTMLElement) => (element.textContent ?? '').replace(/\n$/, '')

/** A text that is read and written in the same place, unless it may only be read. Escape leaves it. */
export function EditableText({
  value,
  label,
  pointer,
  problem = null,
  hasParagraphs = false,
  ...rest
}: Props) {
  const { placeholder, className = '', onChange, onEnter, onEmptied } = rest
  const ref = useRef<HTMLSpanElement>(null)
  const id = useId()
  const onlyRead = useContext(OnlyReadContext)

  // The text is written by hand: React must not touch what somebody types in.
  useLayoutEffect(() => {
    const element = ref.current
    if (!element || textIn(element) === value) return
    const caret = document.activeElement === element ? caretIn(element) : null
    element.textContent = value.endsWith('\n') ? `${value}\n` : value
    if (caret) placeCaret(element, caret.from)
  }, [value])

  const plain = (text: string) => (hasParagraphs ? text.replace(/\r\n?/g, '\n') : text.replace(/\s+/g, ' '))

  /** Put a text where the cursor is: what the browser itself puts there differs between browsers. */
  const insert = (text: string) => {
    const element = ref.current
    const caret = element && caretIn(element)
    if (!caret) return
    flushSync(() => onChange(value.slice(0, caret.from) + text + value.slice(caret.to)))
    placeCaret(element, caret.from + text.length)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.nativeEvent.isComposing) return
    const command = event.ctrlKey || event.metaKey
    if (event.key === 'Enter' && !command) {
      event.preventDefault()
      if (hasParagraphs) insert(event.shiftKey ? '\n' : '\n\n')
      else onEnter?.(event.currentTarget)
    } else if (event.key === 'Escape') event.currentTarget.blur()
    else if (event.key === 'Backspace' && value === '' && onEmptied) {
      event.preventDefault()
      onEmptied(event.currentTarget)
    } else if (command && /^[biu]$/i.test(event.key)) event.preventDefault()
  }

  if (onlyRead)
    return (
      <span className={className} dir="auto">
        {value}
      </span>
    )
  return (
    <>
      <span
        ref={ref}
        className={`editable ${hasParagraphs ? 'editable-many' : ''} ${className}`}
        role="textbox"
        aria-label={label}
        aria-multiline={hasParagraphs}
        aria-invalid={problem !== null || undefined}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        aria-placeholder={placeholder}
        data-placeholder={placeholder}
        data-pointer={pointer}
        contentEditable="plaintext-only"
        suppressContentEditableWarning
        tabIndex={0}
        dir="auto"
        onInput={(event) => onChange(textIn(event.currentTarget))}
        onKeyDown={onKeyDown}
        onPaste={(event: ClipboardEvent) => {
          event.preventDefault()
          insert(plain(event.clipboardData.getData('text/plain')))
        }}
        onDrop={(event) => event.preventDefault()}
      />
      {problem !== null && (
        <span className="field-error" id={`${id}-problem`}>
          {problem}
        </span>
      )}
    </>
  )
}
