import { useId } from 'react'
import type { TakenPicture } from '../api/types.ts'
import { exactClock, spokenClock } from '../logic/format.ts'

type Props = {
  pictures: TakenPicture[]
  /** The chosen moment, and the moment of the step's present picture. */
  at: number
  shown: number
  onChoose: (atMs: number) => void
}

/** The pictures already taken around a step: a tap or an arrow key chooses one. */
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
