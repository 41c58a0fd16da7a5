import { useContext, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { clock, parseClock } from '../logic/format.ts'
import type { Field } from '../logic/shapes.ts'
import { VoicesContext } from '../kinds/Owner.tsx'

type Props = {
  field: Field
  /** Where in the body it stands. */
  pointer: string
  value: unknown
  /** Why the server refuses what is in it. */
  problem: string | null
  onChange: (value: unknown) => void
}

export function FieldInput({ field, pointer, value, problem, onChange }: Props) {
  const id = useId()
  const shared = {
    id,
    'data-pointer': pointer,
    'aria-invalid': problem !== null || undefined,
    'aria-describedby': problem === null ? undefined : `${id}-problem`,
  }
  return (
    <div className={`field field-${field.input}`}>
      <label htmlFor={id}>{field.label}</label>
      {field.input === 'time' ? (
        <Time shared={shared} value={value} onChange={onChange} />
      ) : field.input === 'person' ? (
        <Person shared={shared} value={String(value ?? '')} onChange={(name) => onChange(name || null)} />
      ) : (
        <Growing
          shared={shared}
          value={String(value ?? '')}
          singleLine={field.input === 'line'}
          onChange={(text) => onChange(field.optional && text.trim() === '' ? null : text)}
        />
      )}
      {problem !== null && (
        <p className="field-error" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  )
}

type Shared = { id: string; 'data-pointer': string; 'aria-invalid': true | undefined }

type GrowingProps = { shared: Shared; value: string; singleLine: boolean; onChange: (text: string) => void }

/** A field as high as its text. */
function Growing({ shared, value, singleLine, onChange }: GrowingProps) {
  const ref = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight + 2}px`
  }, [value])
  return (
    <textarea
      ref={ref}
      {...shared}
      rows={1}
      value={value}
      dir="auto"
      onKeyDown={(event) => singleLine && event.key === 'Enter' && event.preventDefault()}
      onChange={(event) => onChange(singleLine ? event.target.value.replace(/\n/g, ' ') : event.target.value)}
    />
  )
}

type PersonProps = { shared: Shared; value: string; onChange: (name: string) => void }

/** A name: those who speak are offered, any other can be written. */
function Person({ shared, value, onChange }: PersonProps) {
  const voices = useContext(VoicesContext)
  const list = `${shared.id}-voices`
  return (
    <>
      <input
        {...shared}
        list={list}
        value={value}
        maxLength={255}
        autoComplete="off"
        placeholder="Nobody yet"
        dir="auto"
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={list}>
        {voices.map(({ id, name }) => (
          <option key={id} value={name} />
        ))}
      </datalist>
    </>
  )
}

/** A time as it is typed. One that cannot be read is kept as text: the server refuses it, and nothing is lost. */
const read = (text: string): number | string => parseClock(text) ?? text

type TimeProps = { shared: Shared; value: unknown; onChange: (value: number | string) => void }

function Time({ shared, value, onChange }: TimeProps) {
  const shown = typeof value === 'number' ? clock(value) : String(value ?? '')
  const [text, setText] = useState(shown)
  // Undo, or a part that moved, brings another time than the one that was typed.
  useEffect(() => setText((typed) => (read(typed) === value ? typed : shown)), [value, shown])
  return (
    <input
      {...shared}
      value={text}
      inputMode="decimal"
      aria-invalid={shared['aria-invalid'] ?? (typeof read(text) === 'string' || undefined)}
      onChange={(event) => {
        setText(event.target.value)
        onChange(read(event.target.value))
      }}
    />
  )
}
