import { useContext, type CSSProperties } from 'react'
import type { Mark } from '../api/types.ts'
import { WHOLE, type Box } from '../logic/boxes.ts'
import { arrowOf, markName } from '../logic/marks.ts'
import { OnlyReadContext } from '../ui/onlyRead.ts'
import { MovableBox, placeStyle } from './MovableBox.tsx'

type Props = {
  marks: readonly Mark[]
  /** The number of the step. */
  number: number
  /** How much wider than high the picture is, and the part of it that is shown. */
  ratio: number
  shown: Box
  /** The mark that was just made. */
  newest: number | null
  onChange: (marks: Mark[]) => void
  onRemove: (index: number) => void
  onLeave: () => void
}

const KEYS = 'arrow keys move it, with Alt they size it, Delete removes it'

/** The marks on a picture, as files show them; each is moved, sized and removed. */
export function PictureMarks({ marks, number, ratio, shown, newest, onChange, ...on }: Props) {
  const onlyRead = useContext(OnlyReadContext)
  if (marks.length === 0) return null
  return (
    // The arrow keys are for the marks, also where a screen reader uses them for reading.
    <div
      className="picture-marks"
      role="application"
      aria-label={`Marks on the picture of step ${number}`}
      inert={onlyRead}
    >
      {marks.map((mark, index) => (
        <MovableBox
          key={index}
          className={`picture-mark picture-mark-${mark.kind}`}
          box={mark.box}
          label={`${markName(mark, index, marks.length)}; ${KEYS}`}
          isNew={index === newest}
          onChange={(box) => onChange(marks.with(index, { ...mark, box, proposed: false }))}
          onAccept={() => onChange(marks.with(index, { ...mark, proposed: false }))}
          onRemove={() => on.onRemove(index)}
          onLeave={on.onLeave}
        >
          <Drawing mark={mark} ratio={ratio} shown={shown} />
        </MovableBox>
      ))}
    </div>
  )
}

/** The marks on a whole picture, only to look at. */
export function StillMarks({ marks, ratio }: Pick<Props, 'marks' | 'ratio'>) {
  return marks.map((mark, index) => (
    <span
      key={index}
      className={`picture-mark picture-mark-${mark.kind} still`}
      style={placeStyle(mark.box)}
      aria-hidden="true"
    >
      <Drawing mark={mark} ratio={ratio} shown={WHOLE} />
    </span>
  ))
}

function Drawing(props: { mark: Mark; ratio: number; shown: Box }) {
  const { kind, text } = props.mark
  if (kind === 'number') return <span className="picture-number">{text}</span>
  return kind === 'arrow' && <Arrow {...props} />
}

function Arrow({ mark, ratio, shown }: { mark: Mark; ratio: number; shown: Box }) {
  const { tip, way } = arrowOf(mark.box, ratio, shown)
  const style: CSSProperties = {
    left: `${tip[0] * 100}%`,
    top: `${tip[1] * 100}%`,
    transform: `scale(${way[0]}, ${way[1]})`,
  }
  return (
    <svg className="picture-arrow" style={style} viewBox="0 0 100 100" aria-hidden="true" focusable="false">
      <path d="M5 5l30 9.500-9 9L99 96.500 96.500 99 23.500 26l-9 9z" />
    </svg>
  )
}
