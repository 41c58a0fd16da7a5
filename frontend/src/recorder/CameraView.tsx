import { useEffect, useRef } from 'react'
import { useStore } from '../store.ts'
import { inputs } from './inputs.ts'

/** What the camera sees, as in a mirror. The recording is not mirrored. */
export function CameraView({ round = false }: { round?: boolean }) {
  const ref = useRef<HTMLVideoElement>(null)
  const { track } = useStore(inputs).camera
  useEffect(() => {
    if (ref.current) ref.current.srcObject = track && new MediaStream([track])
  }, [track])
  if (!track) return null
  return (
    <video
      ref={ref}
      className={round ? 'camera-view camera-view-round' : 'camera-view'}
      aria-label="Your camera"
      autoPlay
      muted
      playsInline
    />
  )
}
