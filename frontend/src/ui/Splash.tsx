import { Mark } from './Mark.tsx'

/** A page that is loading. The words appear only after a moment. */
export function Splash({ words }: { words: string }) {
  return (
    <div className="splash" role="status">
      <Mark />
      <p>{words}…</p>
    </div>
  )
}

/** The same within a page. */
export function Waiting({ words }: { words: string }) {
  return (
    <p className="waiting" role="status">
      {words}…
    </p>
  )
}
