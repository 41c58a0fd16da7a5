/** Rings once after so many milliseconds. The timers of a page in a hidden tab ring once a second or less. */

self.onmessage = ({ data }: MessageEvent<number>) => {
  setTimeout(() => self.postMessage(null), data)
}
