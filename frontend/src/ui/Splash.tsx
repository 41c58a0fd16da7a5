import { useEffect, useState } from 'react'
import { Button } from './Button.tsx'
import { Mark } from './Mark.tsx'

/** When a page that is loading offers to load again. */
const SLOW_MS = 15_000

/** A page that is loading. The words appear only after a moment, and a way out when it takes long. */
export function Splash({ words }: { words: string }) {
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="splash" role="status">
      <Mark />
      <p>{words}…</p>
      {isSlow && (
        <>
          <p>It takes longer than usual. Check your connection.</p>
          <Button onClick={() => window.location.reload()}>Load again</Button>
        </>
      )}
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
