import type { ChaptersBody } from '../api/types.ts'
import { repeats } from '../logic/body.ts'
import { clock } from '../logic/format.ts'
import { segmentAt } from '../logic/timing.ts'
import { usePlayer } from '../player/player.ts'
import { usePart } from '../store.ts'

export function Chapters({ body }: { body: ChaptersBody }) {
  const player = usePlayer()
  const now = usePart(player.at, (ms) => segmentAt(body.chapters, ms))
  return (
    <ol className="chapters">
      {body.chapters.map((chapter, i) => (
        <li
          key={i}
          className={i === now ? 'chapter chapter-now' : 'chapter'}
          aria-current={i === now || undefined}
        >
          <button
            type="button"
            className="chapter-go"
            onClick={() => player.seek(chapter.start_ms)}
            data-testid="chapter"
          >
            <span className="chapter-time">{clock(chapter.start_ms)}</span>
            <span className="chapter-title">{chapter.title}</span>
          </button>
          {!repeats(chapter.summary, chapter.title) && <p>{chapter.summary}</p>}
        </li>
      ))}
    </ol>
  )
}
