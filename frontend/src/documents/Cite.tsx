import { createContext, useContext } from 'react'
import { clock } from '../logic/format.ts'
import { usePlayer } from '../project/player.ts'

/** When each segment of the transcript begins. */
export const SourcesContext = createContext<ReadonlyMap<string, number>>(new Map())

/** The moment that a part rests on, one click away. */
export function Cite({ ids, at }: { ids?: string[]; at?: number }) {
  const starts = useContext(SourcesContext)
  const player = usePlayer()
  const moments = (ids ?? []).map((id) => starts.get(id)).filter((ms): ms is number => ms !== undefined)
  const moment = at ?? (moments.length > 0 ? Math.min(...moments) : null)
  if (moment === null) return null
  return (
    <button
      type="button"
      className="cite"
      data-testid="cite"
      data-ms={moment}
      onClick={() => player.seek(moment)}
    >
      <span className="visually-hidden">Go to </span>
      {clock(moment)}
    </button>
  )
}

/** Text as paragraphs; nothing in it is taken for markup. */
export function Prose({ text }: { text: string }) {
  return text
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== '')
    .map((part, i) => <p key={i}>{part}</p>)
}
