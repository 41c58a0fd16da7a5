import { Mark } from './Mark.tsx'

/** A page that is not there yet; the words appear only when it takes long enough to read them. */
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
