import { useId } from 'react'
import type { FileOptions } from '../api/types.ts'

type Props = {
  options: FileOptions
  onChange: (change: Partial<FileOptions>) => void
  /** What the files of this subject can show. An option without effect is not offered. */
  hasNames: boolean
  hasTimes: boolean
  hasPictures: boolean
  /** Whether its pictures can move, in the files that can hold moving ones. */
  canMove: boolean
}

const TIMES = { usual: null, always: true, never: false } as const

/** The choices that hold for each file of the dialog. */
export function OptionFields({ options, onChange, hasNames, hasTimes, hasPictures, canMove }: Props) {
  const times = useId()
  const paper = useId()
  const word = options.times === null ? 'usual' : options.times ? 'always' : 'never'
  return (
    <div className="export-options" role="group" aria-label="What the files show">
      {hasTimes && (
        <div className="export-choice">
          <label htmlFor={times}>Times</label>
          <select
            id={times}
            value={word}
            onChange={(event) => onChange({ times: TIMES[event.target.value as keyof typeof TIMES] })}
          >
            <option value="usual">Where they are usual</option>
            <option value="always">Always</option>
            <option value="never">Never</option>
          </select>
        </div>
      )}
      <div className="export-choice">
        <label htmlFor={paper}>Paper</label>
        <select
          id={paper}
          value={options.paper}
          onChange={(event) => onChange({ paper: event.target.value as FileOptions['paper'] })}
        >
          <option value="a4">A4</option>
          <option value="letter">Letter</option>
        </select>
      </div>
      {hasNames && (
        <label>
          <input
            type="checkbox"
            checked={options.speakers}
            onChange={() => onChange({ speakers: !options.speakers })}
          />{' '}
          Names of the speakers
        </label>
      )}
      {hasPictures && (
        <label>
          <input
            type="checkbox"
            checked={options.pictures}
            onChange={() => onChange({ pictures: !options.pictures })}
          />{' '}
          Pictures
        </label>
      )}
      {hasPictures && (
        <label>
          <input
            type="checkbox"
            checked={options.marks && options.pictures}
            disabled={!options.pictures}
            onChange={() => onChange({ marks: !options.marks })}
          />{' '}
          Marks on pictures
        </label>
      )}
      {hasPictures && canMove && (
        <label>
          <input
            type="checkbox"
            checked={options.moving && options.pictures}
            disabled={!options.pictures}
            onChange={() => onChange({ moving: !options.moving })}
          />{' '}
          Moving pictures (web page and zip)
        </label>
      )}
    </div>
  )
}
