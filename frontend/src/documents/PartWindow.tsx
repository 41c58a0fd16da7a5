import { Button } from '../ui/Button.tsx'

/** Parts that are fields at the same time: the script of ten hours has ten thousand lines. */
export const AT_ONCE = 100

/** Where the window begins that holds a part. */
export function windowOf(index: number): number {
  return Math.floor(Math.max(0, index) / AT_ONCE) * AT_ONCE
}

type Props = { name: string; count: number; first: number; onMove: (first: number) => void }

/** Which of many parts are shown as fields, and the ways to the others; nothing where all are. */
export function PartWindow({ name, count, first, onMove }: Props) {
  if (count <= AT_ONCE) return null
  const last = Math.min(count, first + AT_ONCE)
  return (
    <div className="part-window" role="group" aria-label={`${name}: which are shown`}>
      <Button look="quiet" disabled={first === 0} onClick={() => onMove(first - AT_ONCE)}>
        Earlier
      </Button>
      <select
        aria-label={`${name} shown`}
        value={first}
        onChange={(event) => onMove(Number(event.target.value))}
      >
        {Array.from({ length: windowOf(count - 1) / AT_ONCE + 1 }, (_, i) => i * AT_ONCE).map((start) => (
          <option key={start} value={start}>
            {`${start + 1} to ${Math.min(count, start + AT_ONCE)} of ${count}`}
          </option>
        ))}
      </select>
      <Button look="quiet" disabled={last >= count} onClick={() => onMove(first + AT_ONCE)}>
        Later
      </Button>
    </div>
  )
}
