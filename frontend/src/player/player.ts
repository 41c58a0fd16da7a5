/** The player of a project: its media element, its clock, and the range to play. */

import { createContext, useContext } from 'react'
import type { Segment } from '../api/types.ts'
import { neighbour, type Chapter } from '../logic/chapters.ts'
import { recall, remember } from '../storage.ts'
import { Store } from '../store.ts'

export type Playback = {
  playing: boolean
  durationMs: number
  speed: number
  /** From 0 to 1. */
  volume: number
  muted: boolean
  until: number | null
}

/** How the player is shown. */
export type Look = {
  /** It takes the width of the page. */
  theatre: boolean
  captions: boolean
}

const LOUDER = 0.1

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3]

export class Player {
  /** Where the recording stands, in milliseconds; follows every frame while it plays. */
  readonly at = new Store(0)
  readonly state = new Store<Playback>({
    playing: false,
    durationMs: 0,
    speed: recall('speed', 1),
    volume: recall('volume', 1),
    muted: recall('muted', false),
    until: null,
  })
  readonly look = new Store<Look>({ theatre: recall('theatre', false), captions: recall('captions', false) })
  /** Where the chapters begin, once they are known. */
  readonly chapters = new Store<readonly Chapter[]>([])
  /** The transcript as it was saved last on this page. */
  readonly written = new Store<readonly Segment[] | null>(null)
  #element: HTMLMediaElement | null = null
  #frame = 0
  #wanted: number | null = null

  attach = (element: HTMLMediaElement | null): void => {
    cancelAnimationFrame(this.#frame)
    this.#element = element
    if (!element) return
    element.playbackRate = this.state.get().speed
    this.#setSound()
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
    if (this.#wanted !== null) {
      element.currentTime = this.#wanted / 1000
      this.at.set(this.#wanted)
    }
    this.#wanted = null
  }

  patch = (fields: Partial<Playback>): void => this.state.set((now) => ({ ...now, ...fields }))

  tick = (): void => {
    const element = this.#element
    if (!element || this.#wanted !== null) return
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

  /** Sound of this loudness is heard, also if it was muted. */
  setVolume = (volume: number): void => {
    const kept = Math.min(1, Math.max(0, Math.round(volume * 100) / 100))
    remember('volume', kept)
    this.#setMuted(kept === 0)
    this.patch({ volume: kept })
    this.#setSound()
  }

  louder = (by: 1 | -1): void => this.setVolume(this.state.get().volume + by * LOUDER)

  toggleMuted = (): void => {
    const { muted, volume } = this.state.get()
    if (muted && volume === 0) return this.setVolume(LOUDER)
    this.#setMuted(!muted)
    this.#setSound()
  }

  #setMuted(muted: boolean): void {
    remember('muted', muted)
    this.patch({ muted })
  }

  #setSound(): void {
    const { volume, muted } = this.state.get()
    if (!this.#element) return
    this.#element.volume = volume
    this.#element.muted = muted
  }

  toggleTheatre = (): void => this.#toggle('theatre')

  toggleCaptions = (): void => this.#toggle('captions')

  #toggle(name: keyof Look): void {
    this.look.set((now) => ({ ...now, [name]: !now[name] }))
    remember(name, this.look.get()[name])
  }

  /** Fills the screen with the player, or ends that. */
  toggleFull = (): void => {
    const player = this.#element?.closest('.player')
    const done = document.fullscreenElement ? document.exitFullscreen() : player?.requestFullscreen()
    done?.catch(() => {})
  }

  /** Shows the picture in a window of its own, above all others, or ends that. */
  togglePicture = (): void => {
    const video = this.#element
    if (!(video instanceof HTMLVideoElement) || !document.pictureInPictureEnabled) return
    const done = document.pictureInPictureElement
      ? document.exitPictureInPicture()
      : video.requestPictureInPicture()
    done.catch(() => {})
  }

  /** Goes to the beginning of the next or the previous chapter, if there is one. */
  goChapter = (by: 1 | -1): void => {
    const to = neighbour(this.chapters.get(), this.at.get(), by)
    if (to !== null) this.seek(to)
  }
}

export const PlayerContext = createContext<Player | null>(null)

export function usePlayer(): Player {
  const player = useContext(PlayerContext)
  if (!player) throw new Error('usePlayer needs a project around it')
  return player
}
