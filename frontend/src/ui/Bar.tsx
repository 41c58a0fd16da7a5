type Props = { value: number | null; label: string; words?: string }

/** Progress from 0 to 1, or unknown. */
export function Bar({ value, label, words }: Props) {
  const shown = value === null ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100)
  return (
    <div
      className={value === null ? 'bar bar-unknown' : 'bar'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={shown}
      aria-valuetext={words}
    >
      <span style={shown === undefined ? undefined : { transform: `scaleX(${shown / 100})` }} />
    </div>
  )
}
