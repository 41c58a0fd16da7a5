import { useId } from 'react'
import type { TakenPicture } from '../api/types.ts'
import { exactClock, spokenClock } from '../logic/format.ts'

type Props = {
  pictures: TakenPicture[]
  /** The moment that is looked at, and the one that the step shows. */
  at: number
  shown: number
  onChoose: (atMs: number) => void
}

/** The screens around a step that were taken already: one tap, or an arrow key, shows one. */
export function Candidates({ pictures, at, shown, onChoose }: Props) {
  const name = useId()
  return (
    <fieldset className="candidates" data-testid="candidates">
      <legend>Screens around this step</legend>
      {pictures.map(({ at_ms, url, width, height }, i) => (
        <label key={at_ms} className="candidate" data-testid="candidate">
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            checked={at_ms === at}
            onChange={() => onChoose(at_ms)}
            aria-label={`Screen ${i + 1} at ${spokenClock(at_ms)}${at_ms === shown ? ', shown now' : ''}`}
          />
          <img src={url} width={width} height={height} alt="" />
          <span>
            {exactClock(at_ms)}
            {at_ms === shown && <span className="candidate-now">Shown now</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
