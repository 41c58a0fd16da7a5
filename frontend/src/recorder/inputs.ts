/** The camera and the microphone, open from the moment that they are chosen until the recording ends. */

import { deviceTrouble, type Trouble } from '../logic/devices.ts'
import { Store } from '../store.ts'
import { Mixer } from './sound.ts'

export type Input = 'camera' | 'microphone'

export type Open = {
  track: MediaStreamTrack | null
  trouble: Trouble | null
}

const NONE: Open = { track: null, trouble: null }

export const inputs = new Store<Record<Input, Open>>({ camera: NONE, microphone: NONE })
/** The devices of this computer, by name once the browser may tell them. */
export const devices = new Store<MediaDeviceInfo[]>([])

const put = (input: Input, open: Open) => inputs.set((all) => ({ ...all, [input]: open }))
const turns: Record<Input, number> = { camera: 0, microphone: 0 }

let mixer: Mixer | null = null

/** The mixer of this recording. It must be made while a click is handled. */
export const theMixer = (): Mixer => (mixer ??= new Mixer())

/** How loud the microphone is now, from 0 to 1. */
export const level = (): number => (inputs.get().microphone.track && mixer ? mixer.level() : 0)

type Opening = Promise<MediaStreamTrack | null>
const opening: Record<Input, Opening> = { camera: Promise.resolve(null), microphone: Promise.resolve(null) }

/** Open a device, or tell in the store why that is not possible. `id` is empty for the browser's own choice. */
export function open(input: Input, id: string): Opening {
  return (opening[input] = tryToOpen(input, id))
}

/** The device as it is open or being opened, else opened now. */
export async function opened(input: Input, id: string): Opening {
  const track = await opening[input]
  return track?.readyState === 'live' ? track : open(input, id)
}

async function tryToOpen(input: Input, id: string): Opening {
  const turn = ++turns[input]
  inputs.get()[input].track?.stop()
  put(input, NONE)
  if (input === 'microphone') theMixer()
  try {
    const stream = await navigator.mediaDevices.getUserMedia(wanted(input, id))
    const track = stream.getTracks()[0]!
    // Switched off, or another one chosen, while the browser asked.
    if (turn !== turns[input]) {
      track.stop()
      return null
    }
    if (input === 'microphone') theMixer().setMicrophone(track)
    put(input, { track, trouble: null })
    void listDevices()
    return track
  } catch (error) {
    if (turn === turns[input])
      put(input, { track: null, trouble: deviceTrouble(input, error as DOMException) })
    return null
  }
}

export function close(input: Input): void {
  turns[input] += 1
  inputs.get()[input].track?.stop()
  put(input, NONE)
}

export function closeAll(): void {
  close('camera')
  close('microphone')
  mixer?.end()
  mixer = null
}

function wanted(input: Input, id: string): MediaStreamConstraints {
  // Not `exact`: a device that is gone leaves the choice to the browser.
  const deviceId = id ? { ideal: id } : undefined
  return input === 'microphone'
    ? { audio: { deviceId } }
    : {
        video: {
          deviceId,
          width: { ideal: 1280 },
          height: { ideal: 720 },
          frameRate: { ideal: 30, max: 30 },
        },
      }
}

async function listDevices(): Promise<void> {
  devices.set(await navigator.mediaDevices.enumerateDevices())
}
