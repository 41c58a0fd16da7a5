/** What is being recorded on this page. It lives outside React: looking at another page stops nothing. */

import { onLeave } from '../drafts/leave.ts'
import { clock } from '../logic/format.ts'
import { deviceTrouble, type Trouble } from '../logic/devices.ts'
import {
  bareType,
  BYTES_A_MINUTE,
  fullWords,
  roomFor,
  roomWords,
  titleOf,
  typeToWrite,
} from '../logic/recording.ts'
import { Store } from '../store.ts'
import { claim } from './claims.ts'
import { composed, FRAMES_A_SECOND, type Composition } from './compose.ts'
import { closeAll, level, open, opened, theMixer, type Input } from './inputs.ts'
import { kept, look, type Kept } from './kept.ts'
import { line } from './line.ts'
import { Recording } from './recording.ts'
import { whyNot } from './support.ts'
import { stayAwake } from './wake.ts'
import { wish, type Wish } from './wishes.ts'
import { NotWritten, Writer } from './writer.ts'

export type State = {
  /** The recording that runs or is looked at. */
  id: string | null
  phase: 'closed' | 'setup' | 'starting' | 'recording' | 'paused' | 'stopping' | 'review'
  ms: number
  bytes: number
  /** Why it did not start. */
  trouble: Trouble | null
  /** A warning that the room ends soon. */
  room: string | null
  /** What has stopped while it was recorded. */
  lost: readonly Input[]
  isSilent: boolean
  /** Why it ended without the button. */
  ended: string | null
  /** What is looked at after the end. */
  made: Kept | null
}

const CLOSED: State = {
  id: null,
  phase: 'closed',
  ms: 0,
  bytes: 0,
  trouble: null,
  room: null,
  lost: [],
  isSilent: false,
  ended: null,
  made: null,
}

export const state = new Store<State>(CLOSED)

const put = (change: Partial<State>) => state.set((now) => ({ ...now, ...change }))

type Run = {
  id: string
  user: string
  /** The largest file that Clueso takes, in bytes. */
  most: number | null
  wish: Wish
  screen: MediaStream | null
  composition: Composition | null
  recording: Recording
  /** Whether anything was heard from the microphone. */
  isHeard: boolean
  end: () => void
}

let run: Run | null = null

/** How long nothing may be heard from the beginning on. */
const SILENCE_MS = 8_000
const LISTEN_MS = 200
const LOOK_FOR_ROOM_MS = 10_000

/** Something that the person reads, and can do something about. */
class Told extends Error {
  readonly trouble: Trouble | null
  constructor(trouble: Trouble | null) {
    super(trouble?.title)
    this.trouble = trouble
  }
}

/** Show what can be recorded, and open what was recorded last time. */
export function setUp(most: number | null): void {
  state.set({ ...CLOSED, phase: 'setup' })
  if (whyNot()) return
  theMixer()
  const { camera, cameraId, microphone, microphoneId } = wish.get()
  if (microphone) void open('microphone', microphoneId)
  if (camera) void open('camera', cameraId)
  void roomNow(0, most, BYTES_A_MINUTE.picture).then(({ words }) => put({ room: words }))
}

/** Back to the page without a recording. What was recorded stays kept. */
export function close(): void {
  closeAll()
  state.set(CLOSED)
}

/** Look at a recording that is kept. */
export function review(recording: Kept): void {
  state.set({ ...CLOSED, phase: 'review', id: recording.id, made: recording })
}

/** Begin. To be called while a click is handled: only then does the browser let a person share a screen. */
export async function start(user: string, most: number | null): Promise<void> {
  put({ phase: 'starting', trouble: null })
  const wanted = wish.get()
  let screen: MediaStream | null = null
  try {
    theMixer()
    screen = wanted.screen ? await shared() : null
    run = await begun(user, most, wanted, screen)
    put({ phase: 'recording', id: run.id })
    say()
  } catch (error) {
    for (const track of screen?.getTracks() ?? []) track.stop()
    put({ phase: 'setup', trouble: error instanceof Told ? error.trouble : notBegun(error as Error) })
  }
}

async function shared(): Promise<MediaStream> {
  const options = {
    video: { frameRate: { ideal: FRAMES_A_SECOND, max: FRAMES_A_SECOND } },
    audio: true,
    systemAudio: 'include',
    surfaceSwitching: 'include',
  }
  try {
    const screen = await navigator.mediaDevices.getDisplayMedia(options)
    screen.getVideoTracks()[0]!.contentHint = 'detail'
    return screen
  } catch (error) {
    throw new Told(deviceTrouble('screen', error as DOMException))
  }
}

async function begun(
  user: string,
  most: number | null,
  wanted: Wish,
  screen: MediaStream | null,
): Promise<Run> {
  const camera = wanted.camera ? await live('camera', wanted.cameraId) : null
  const microphone = wanted.microphone ? await live('microphone', wanted.microphoneId) : null
  const mixer = theMixer()
  const [sharedSound] = screen?.getAudioTracks() ?? []
  if (!microphone && !sharedSound) throw new Told(NO_SOUND)
  if (sharedSound) mixer.addSharedSound(sharedSound)

  const [sharedPicture] = screen?.getVideoTracks() ?? []
  const composition = sharedPicture && camera ? await composed(sharedPicture, camera, wanted.corner) : null
  const picture = composition?.track ?? sharedPicture ?? camera
  const type = typeToWrite(picture !== null, (each) => MediaRecorder.isTypeSupported(each))
  if (!type) throw new Told(NO_TYPE)

  const id = crypto.randomUUID()
  await claim(id)
  const writer = new Writer((bytes) => void written(bytes))
  await writer
    .open(user, id, {
      title: titleOf(screen ? 'Screen' : camera ? 'Camera' : 'Sound', Date.now()),
      type: bareType(type),
      startedAt: Date.now(),
    })
    .catch(() => {
      composition?.end()
      throw new Told(NOT_KEPT)
    })
  const stream = new MediaStream([...(picture ? [picture] : []), mixer.track])
  const recording = new Recording(stream, type, writer, (error) => void stop(failedWords(error, most)))
  sharedPicture?.addEventListener('ended', () => void stop(SHARING_ENDED))
  if (camera) watch('camera', camera)
  if (microphone) watch('microphone', microphone)
  recording.start()
  const isHeard = microphone === null
  const end = endings(composition, screen)
  return { id, user, most, wish: wanted, screen, composition, recording, isHeard, end }
}

const notBegun = ({ message, name }: Error): Trouble => ({
  title: 'The recording did not start',
  detail: `The browser says: ${message || name}. Try again, or record less: without the camera, for example.`,
})
const NO_SOUND: Trouble = {
  title: 'There would be no sound',
  detail:
    'Clueso writes from what is said. Switch the microphone on, or share a tab or a screen together with its sound.',
}
const NO_TYPE: Trouble = {
  title: 'This browser cannot record that',
  detail:
    'Take a current Chrome, Edge, Firefox or Safari, or record with another program and choose its file.',
}
const NOT_KEPT: Trouble = {
  title: 'This browser does not keep recordings',
  detail:
    'Private windows and full disks do not. Take an ordinary window, or record with another program and choose its file.',
}
const SHARING_ENDED = 'Sharing was stopped. Everything up to then is kept.'

const failedWords = (error: Error, most: number | null) =>
  error instanceof NotWritten && error.isFull
    ? fullWords('browser', most)
    : `The browser could not go on: ${error.message || error.name}. Everything up to here is kept.`

/** Throws Told without words: the device's own trouble is shown. */
async function live(input: Input, id: string): Promise<MediaStreamTrack> {
  const track = await opened(input, id)
  if (!track) throw new Told(null)
  return track
}

/** What happens all along, until the function that is returned ends it. */
function endings(composition: Composition | null, screen: MediaStream | null): () => void {
  const sleep = stayAwake()
  const listening = setInterval(listen, LISTEN_MS)
  const looking = setInterval(() => void lookForRoom(), LOOK_FOR_ROOM_MS)
  window.addEventListener('beforeunload', ask)
  return () => {
    sleep()
    clearInterval(listening)
    clearInterval(looking)
    window.removeEventListener('beforeunload', ask)
    composition?.end()
    for (const track of screen?.getTracks() ?? []) track.stop()
    closeAll()
    line.set(null)
  }
}

const ask = (event: BeforeUnloadEvent) => event.preventDefault()

function listen(): void {
  if (!run || run.isHeard) return
  run.isHeard = level() > 0
  const isSilent = !run.isHeard && run.recording.ms > SILENCE_MS
  if (isSilent !== state.get().isSilent) put({ isSilent })
}

function written(bytes: number): void {
  put({ bytes })
  say()
}

function say(): void {
  if (!run) return
  const { ms } = run.recording
  put({ ms })
  line.set(`${state.get().phase === 'paused' ? 'Paused' : 'Recording'} ${clock(ms)}`)
}

async function lookForRoom(): Promise<void> {
  if (!run) return
  const { recording, most } = run
  const { bytes } = state.get()
  const rate = recording.ms > 30_000 ? (bytes / recording.ms) * 60_000 : BYTES_A_MINUTE.picture
  const { room, words } = await roomNow(bytes, most, rate)
  put({ room: words })
  if (room && room.bytes <= 0) await stop(fullWords(room.of, most))
}

async function roomNow(bytes: number, most: number | null, bytesAMinute: number) {
  const { quota, usage } = await navigator.storage.estimate()
  const free = quota === undefined || usage === undefined ? null : quota - usage
  const room = roomFor(free, bytes, most)
  return { room, words: room && roomWords(room, bytesAMinute) }
}

function watch(input: Input, track: MediaStreamTrack): void {
  track.addEventListener('ended', () => {
    if (!run) return
    const isAll = !run.screen && (input === 'camera' || !run.wish.camera)
    if (isAll) return void stop(`The ${input} has stopped. Everything up to then is kept.`)
    if (input === 'camera') run.composition?.setCamera(null)
    put({ lost: [...new Set([...state.get().lost, input])] })
  })
}

/** Go on with a device that had stopped, or with the one in its place. */
export async function takeUp(input: Input): Promise<void> {
  const track = await open(input, '')
  if (!track || !run) return
  if (input === 'camera') run.composition?.setCamera(track)
  watch(input, track)
  put({ lost: state.get().lost.filter((each) => each !== input) })
}

export function pause(): void {
  run?.recording.pause()
  put({ phase: 'paused' })
  say()
}

export function resume(): void {
  run?.recording.resume()
  put({ phase: 'recording' })
  say()
}

/** End the recording and show it. `ended` says why when it was not the person's button. */
export async function stop(ended: string | null = null): Promise<void> {
  const ending = run
  if (!ending) return
  run = null
  put({ phase: 'stopping', ms: ending.recording.ms })
  await ending.recording.stop()
  ending.end()
  // Signed out in the meantime: it waits for the person who made it.
  if (state.get().phase !== 'stopping') return
  void navigator.storage.persist?.()
  await look(ending.user)
  const made = kept.get().find(({ id }) => id === ending.id)
  if (made) state.set({ ...CLOSED, phase: 'review', id: made.id, ended, made })
  else state.set({ ...CLOSED, phase: 'setup', trouble: NOTHING })
}

const NOTHING: Trouble = {
  title: 'Nothing was recorded',
  detail: 'It was stopped before there was anything to keep. Record again.',
}

onLeave(() => {
  void stop()
  close()
})
