import { memo, useMemo, useState, type PointerEvent } from 'react'
import { chapterAt, type Chapter } from '../logic/chapters.ts'
import { clock, spokenClock } from '../logic/format.ts'
import { coarser, outline } from '../logic/waveform.ts'
import { useStore } from '../store.ts'
import { usePlayer } from './player.ts'

type Props = { durationMs: number; waveform: readonly number[] | null }

/** As many levels as a wide bar can show apart. */
const MOST_LEVELS = 600

/** The bar: how loud the recording is, where its chapters begin, and where it stands. */
export function Timeline({ durationMs, waveform }: Props) {
  const player = usePlayer()
  const at = useStore(player.at)
  const chapters = useStore(player.chapters)
  const [pointed, setPointed] = useState<number | null>(null)
  const [focused, setFocused] = useState(false)
  const share = shareOf(at, durationMs)
  const chapter = chapterAt(chapters, at)
  const point = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    setPointed(Math.min(1, Math.max(0, (event.clientX - left) / width)) * durationMs)
  }
  const hinted = pointed ?? (focused ? at : null)
  return (
    <div
      className={waveform ? 'timeline timeline-waved' : 'timeline'}
      style={{ '--share': `${share * 100}%` } as object}
      onPointerMove={point}
      onPointerLeave={() => setPointed(null)}
    >
      {waveform && <Waveform levels={waveform} />}
      <Marks chapters={chapters} durationMs={durationMs} />
      <input
        className="scrubber"
        type="range"
        aria-label="Position"
        min={0}
        max={Math.max(1, durationMs)}
        step={100}
        value={Math.min(at, durationMs)}
        aria-valuetext={`${spokenClock(at)} of ${spokenClock(durationMs)}${chapter ? `, ${chapter.title}` : ''}`}
        onChange={(event) => player.seek(Number(event.target.value))}
        onFocus={(event) => setFocused(event.target.matches(':focus-visible'))}
        onBlur={() => setFocused(false)}
      />
      {hinted !== null && durationMs > 0 && (
        <Hint ms={hinted} share={shareOf(hinted, durationMs)} chapter={chapterAt(chapters, hinted)} />
      )}
    </div>
  )
}

const shareOf = (ms: number, durationMs: number) => (durationMs > 0 ? Math.min(1, ms / durationMs) : 0)

/** Drawn twice: what was played stands over the whole in another colour. */
const Waveform = memo(function Waveform({ levels }: { levels: readonly number[] }) {
  const shown = useMemo(() => coarser(levels, MOST_LEVELS), [levels])
  const path = useMemo(() => outline(shown), [shown])
  return ['waveform', 'waveform waveform-played'].map((name) => (
    <svg
      key={name}
      className={name}
      viewBox={`0 0 ${Math.max(1, shown.length - 1)} 2`}
      preserveAspectRatio="none"
      aria-hidden="true"
      data-testid={name}
    >
      <path d={path} />
    </svg>
  ))
})

const Marks = memo(function Marks({
  chapters,
  durationMs,
}: {
  chapters: readonly Chapter[]
  durationMs: number
}) {
  if (durationMs === 0) return null
  return (
    <div className="marks" aria-hidden="true">
      {chapters
        .filter(({ start_ms }) => start_ms > 0)
        .map(({ start_ms }) => (
          <i
            key={start_ms}
            style={{ '--at': `${shareOf(start_ms, durationMs) * 100}%` } as object}
            data-testid="chapter-mark"
          />
        ))}
    </div>
  )
})

/** The moment, and the chapter, under the pointer or at the focus. */
function Hint({ ms, share, chapter }: { ms: number; share: number; chapter: Chapter | null }) {
  return (
    <div className="timeline-hint" aria-hidden="true" data-testid="hint">
      <span style={{ '--at': share } as object}>
        {chapter && <strong>{chapter.title}</strong>} {clock(ms)}
      </span>
    </div>
  )
}
