import { useId, useLayoutEffect, useRef, useState } from 'react'
import { clock, parseClock } from '../logic/format.ts'
import type { Field } from '../logic/shapes.ts'

type Props = { field: Field; value: unknown; onChange: (value: unknown) => void }

export function FieldInput({ field, value, onChange }: Props) {
  const id = useId()
  return (
    <div className={`field field-${field.input}`}>
      <label htmlFor={id}>{field.label}</label>
      {field.input === 'time' ? (
        <Time id={id} ms={Number(value ?? 0)} onChange={onChange} />
      ) : (
        <Growing
          id={id}
          value={String(value ?? '')}
          singleLine={field.input === 'line'}
          onChange={(text) => onChange(field.optional && text.trim() === '' ? null : text)}
        />
      )}
    </div>
  )
}

type GrowingProps = { id: string; value: string; singleLine: boolean; onChange: (text: string) => void }

/** A field as high as its text. */
function Growing({ id, value, singleLine, onChange }: GrowingProps) {
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
      id={id}
      rows={1}
      value={value}
      dir="auto"
      onKeyDown={(event) => singleLine && event.key === 'Enter' && event.preventDefault()}
      onChange={(event) => onChange(singleLine ? event.target.value.replace(/\n/g, ' ') : event.target.value)}
    />
  )
}

function Time({ id, ms, onChange }: { id: string; ms: number; onChange: (ms: number) => void }) {
  const [text, setText] = useState(clock(ms))
  const wrong = parseClock(text) === null
  return (
    <input
      id={id}
      value={text}
      inputMode="decimal"
      aria-invalid={wrong}
      onChange={(event) => {
        setText(event.target.value)
        const next = parseClock(event.target.value)
        if (next !== null) onChange(next)
      }}
    />
  )
}
