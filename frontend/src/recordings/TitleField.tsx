import { useRef, useState } from 'react'
import type { Project } from '../api/types.ts'
import { rename } from './actions.ts'

/** A field in place of the title. Enter or leaving the field renames the recording, Escape does not. */
export function TitleField({ project, onDone }: { project: Project; onDone: () => void }) {
  const [value, setValue] = useState(project.title)
  const done = useRef(false)
  const finish = (title: string | null) => {
    if (done.current) return
    done.current = true
    onDone()
    if (title !== null) void rename(project, title)
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
