/** The player of a project: its media element, its clock, and the range to play. */

import { createContext, useContext } from 'react'
import { recall, remember } from '../storage.ts'
import { Store } from '../store.ts'

export type Playback = { playing: boolean; durationMs: number; speed: number; until: number | null }

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3]

export class Player {
  /** Where the recording stands, in milliseconds; follows every frame while it plays. */
  readonly at = new Store(0)
  readonly state = new Store<Playback>({
    playing: false,
    durationMs: 0,
    speed: recall('speed', 1),
    until: null,
  })
  #element: HTMLMediaElement | null = null
  #frame = 0
  #wanted: number | null = null

  attach = (element: HTMLMediaElement | null): void => {
    cancelAnimationFrame(this.#frame)
    this.#element = element
    if (!element) return
    element.playbackRate = this.state.get().speed
    this.#keepPlace()
  }

  /** The element changes to another address of the same recording: continue there at the same time. */
  emptied = (): void => {
    this.#keepPlace()
    this.patch({ playing: false })
  }

  /** Ask for the recording again, after an error. It goes on at the same time. */
  reload = (): void => {
    this.#keepPlace()
    this.#element?.load()
  }

  #keepPlace(): void {
    if (this.#wanted === null && this.at.get() > 0) this.#wanted = this.at.get()
  }

  loaded = (): void => {
    const element = this.#element
    if (!element) return
    element.playbackRate = this.state.get().speed
    if (Number.isFinite(element.duration)) this.patch({ durationMs: Math.round(element.duration * 1000) })
    if (this.#wanted !== null) element.currentTime = this.#wanted / 1000
    this.#wanted = null
  }

  patch = (fields: Partial<Playback>): void => this.state.set((now) => ({ ...now, ...fields }))

  tick = (): void => {
    const element = this.#element
    if (!element) return
    const ms = Math.round(element.currentTime * 1000)
    const { until, playing } = this.state.get()
    this.at.set(ms)
    if (until !== null && ms >= until) {
      this.pause()
      return
    }
    cancelAnimationFrame(this.#frame)
    if (playing) this.#frame = requestAnimationFrame(this.tick)
  }

  play = (): void => {
    void this.#element?.play().catch(() => {})
  }

  pause = (): void => {
    this.#element?.pause()
    this.patch({ until: null })
  }

  toggle = (): void => (this.state.get().playing ? this.pause() : this.play())

  seek = (ms: number): void => {
    const { durationMs } = this.state.get()
    const to = Math.max(0, durationMs > 0 ? Math.min(ms, durationMs) : ms)
    this.patch({ until: null })
    this.at.set(to)
    if (this.#element && this.#element.readyState > 0) this.#element.currentTime = to / 1000
    else this.#wanted = to
  }

  skip = (byMs: number): void => this.seek(this.at.get() + byMs)

  /** Play from `start` and stop at `end`. */
  playSpan = (start: number, end: number): void => {
    this.seek(start)
    this.patch({ until: end })
    this.play()
  }

  setSpeed = (speed: number): void => {
    this.patch({ speed })
    remember('speed', speed)
    if (this.#element) this.#element.playbackRate = speed
  }
}

export const PlayerContext = createContext<Player | null>(null)

export function usePlayer(): Player {
  const player = useContext(PlayerContext)
  if (!player) throw new Error('usePlayer needs a project around it')
  return player
}
