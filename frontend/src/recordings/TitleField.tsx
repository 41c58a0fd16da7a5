import { useRef, useState } from 'react'

/** Rename in place: Enter or leaving keeps it, Escape does not. */
export function TitleField({ title, onDone }: { title: string; onDone: (title: string | null) => void }) {
  const [value, setValue] = useState(title)
  const done = useRef(false)
  const finish = (result: string | null) => {
    if (done.current) return
    done.current = true
    onDone(result)
  }
  return (
    <input
      className="title-field"
      aria-label="Title"
      value={value}
      maxLength={200}
      ref={(input) => {
        if (input && document.activeElement !== input && !done.current) {
          input.focus()
          input.select()
        }
      }}
      onChange={(event) => setValue(event.target.value)}
      onBlur={() => finish(value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish(value)
        if (event.key === 'Escape') finish(null)
      }}
    />
  )
}
