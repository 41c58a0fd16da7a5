import { useEffect, useRef } from 'react'
import { level } from './inputs.ts'

const EVERY_MS = 100

/** How loud the microphone is, as it is now. */
export function Level() {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Past React: it changes ten times a second.
    const show = () => {
      const now = level()
      ref.current?.style.setProperty('--level', String(now))
      ref.current?.setAttribute('aria-valuenow', String(Math.round(now * 100)))
    }
    show()
    const timer = setInterval(show, EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <div
      ref={ref}
      className="level"
      role="meter"
      aria-label="Level of the microphone"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    >
      <span />
    </div>
  )
}
