/** What a person wants to record, remembered for the next time. */

import type { Corner } from '../logic/bubble.ts'
import { recall, remember } from '../storage.ts'
import { Store } from '../store.ts'
import { isPhone } from '../ui/phone.ts'

export type Wish = {
  screen: boolean
  camera: boolean
  microphone: boolean
  /** Ids of devices; empty for the browser's own choice. */
  cameraId: string
  microphoneId: string
  corner: Corner
}

/** Whether a screen, a window or a tab can be shared. On phones none can, though some browsers have the call. */
export const canShare = !isPhone && 'getDisplayMedia' in (navigator.mediaDevices ?? {})

const FIRST: Wish = {
  screen: canShare,
  camera: !canShare,
  microphone: true,
  cameraId: '',
  microphoneId: '',
  corner: 'bottom-right',
}

const last = { ...FIRST, ...recall<Partial<Wish>>('recorder', {}) }

export const wish = new Store<Wish>({ ...last, screen: last.screen && canShare })

export function want(change: Partial<Wish>): void {
  wish.set((now) => ({ ...now, ...change }))
  remember('recorder', wish.get())
}
