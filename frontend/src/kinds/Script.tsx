import type { ScriptBody } from '../api/types.ts'
import { Cite } from './Cite.tsx'

export function Script({ body }: { body: ScriptBody }) {
  return (
    <ol className="script">
      {body.lines.map((line, i) => (
        <li key={i}>
          <Cite at={line.start_ms} />
          <p>{line.text}</p>
        </li>
      ))}
    </ol>
  )
}
