/** Draws the camera onto the screen that is shared, also while another tab or window is in front. */

import { bubble, canvasSize, fitted, middle, type Corner } from '../logic/bubble.ts'

/** As many as films have. Each is drawn by the processor where there is no graphics card. */
export const FRAMES_A_SECOND = 24
const FRAME_MS = 1000 / FRAMES_A_SECOND

export type Composition = {
  track: MediaStreamTrack
  /** Another camera, or none, since the first one has stopped. */
  setCamera(camera: MediaStreamTrack | null): void
  end(): void
}

/** The screen with the camera in a corner of it, as one track. Both stay the caller's to stop. */
export async function composed(
  screen: MediaStreamTrack,
  camera: MediaStreamTrack,
  corner: Corner,
): Promise<Composition> {
  const below = await playing(screen)
  let above: HTMLVideoElement | null = await playing(camera)
  const canvas = document.createElement('canvas')
  Object.assign(canvas, canvasSize({ width: below.videoWidth, height: below.videoHeight }))
  const pen = canvas.getContext('2d', { alpha: false })!

  const clock = new Worker(new URL('./clockWorker.ts', import.meta.url), { type: 'module' })
  const draw = () => {
    const began = performance.now()
    pen.fillRect(0, 0, canvas.width, canvas.height)
    const { x, y, width, height } = fitted(sizeOf(below), canvas)
    pen.drawImage(below, x, y, width, height)
    if (above) drawBubble(pen, above, canvas, corner)
    // On a slow computer fewer pictures are drawn, so that the page has half of its time for the rest.
    const took = performance.now() - began
    clock.postMessage(Math.max(FRAME_MS - took, took))
  }
  clock.onmessage = draw
  draw()
  const track = canvas.captureStream(FRAMES_A_SECOND).getVideoTracks()[0]!
  track.contentHint = 'detail'

  return {
    track,
    setCamera(next) {
      above = null
      if (next) void playing(next).then((video) => (above = video))
    },
    end() {
      clock.terminate()
      track.stop()
    },
  }
}

const sizeOf = (video: HTMLVideoElement) => ({ width: video.videoWidth || 1, height: video.videoHeight || 1 })

function drawBubble(
  pen: CanvasRenderingContext2D,
  video: HTMLVideoElement,
  canvas: HTMLCanvasElement,
  corner: Corner,
): void {
  const to = bubble(canvas, corner)
  const from = middle(sizeOf(video))
  const radius = to.width / 2
  pen.save()
  pen.beginPath()
  pen.arc(to.x + radius, to.y + radius, radius, 0, 2 * Math.PI)
  pen.clip()
  pen.drawImage(video, from.x, from.y, from.width, from.height, to.x, to.y, to.width, to.height)
  pen.restore()
  pen.lineWidth = Math.max(2, radius * 0.03)
  pen.strokeStyle = '#fff'
  pen.stroke()
}

/** A video that shows a track, and has shown its first frame. */
async function playing(track: MediaStreamTrack): Promise<HTMLVideoElement> {
  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  video.srcObject = new MediaStream([track])
  await video.play()
  return video
}
