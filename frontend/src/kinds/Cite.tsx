import { createContext, useContext } from 'react'
import { clock } from '../logic/format.ts'
import { type Places, momentsOf } from '../logic/sources.ts'
import { usePlayer } from '../player/player.ts'

/** Where each segment of the transcript stands. */
export const SourcesContext = createContext<Places>(new Map())

/** A button for each moment that a part cites; it plays that moment. */
export function Cite({ ids, at }: { ids?: string[]; at?: number }) {
  const places = useContext(SourcesContext)
  const player = usePlayer()
  const moments = at === undefined ? momentsOf(ids ?? [], places) : [at]
  return moments.map((moment) => (
    <button
      key={moment}
      type="button"
      className="cite"
      data-testid="cite"
      data-ms={moment}
      onClick={() => player.seek(moment)}
    >
      <span className="visually-hidden">Go to </span>
      {clock(moment)}
    </button>
  ))
}

/** Text as paragraphs. Markup in it is shown as text. */
export function Prose({ text }: { text: string }) {
  return text
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== '')
    .map((part, i) => <p key={i}>{part}</p>)
}
