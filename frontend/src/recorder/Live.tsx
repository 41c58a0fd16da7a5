import { bytes, clock, spokenClock } from '../logic/format.ts'
import { LOST, SILENT } from '../logic/devices.ts'
import { usePart, useStore } from '../store.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { isPhone } from '../ui/phone.ts'
import { CameraView } from './CameraView.tsx'
import { Glyph } from './Glyph.tsx'
import { inputs } from './inputs.ts'
import { Level } from './Level.tsx'
import { pause, resume, state, stop, takeUp } from './session.ts'
import { TroubleNote } from './TroubleNote.tsx'
import { wish } from './wishes.ts'

/** How often a screen reader hears how long it is. */
const SPEAK_MS = 5 * 60_000

/** The recording that runs. */
export function Live() {
  const { phase, ms, bytes: size, lost, room, isSilent } = useStore(state)
  const hasCamera = usePart(wish, ({ screen, camera }) => camera && !screen)
  const all = useStore(inputs)
  const isPaused = phase === 'paused'
  const isEnding = phase === 'stopping'
  return (
    <div className="recorder-body">
      {hasCamera && <CameraView />}
      <div className="live">
        <span className={isPaused ? 'live-dot' : 'live-dot live-dot-on'} aria-hidden="true" />
        <p className="live-time" role="timer" aria-live="off" data-testid="recorder-time">
          {clock(ms)}
        </p>
        <p className="aside live-size">{isPaused ? `Paused · ${bytes(size)}` : bytes(size)}</p>
        {all.microphone.track && <Level />}
        <Button
          icon={<Icon name={isPaused ? 'play' : 'pause'} />}
          disabled={isEnding}
          onClick={isPaused ? resume : pause}
        >
          {isPaused ? 'Resume' : 'Pause'}
        </Button>
        <Button look="primary" icon={<Glyph name="stop" />} busy={isEnding} onClick={() => void stop()}>
          Stop
        </Button>
      </div>
      <Spoken isPaused={isPaused} ms={ms} />
      {lost.map((input) => (
        <TroubleNote key={input} trouble={all[input].trouble ?? LOST[input]}>
          <Button onClick={() => void takeUp(input)}>Use it again</Button>
        </TroubleNote>
      ))}
      {isSilent && <TroubleNote trouble={SILENT} />}
      {room && <TroubleNote trouble={{ title: 'There is little room', detail: room }} />}
      <p className="aside">
        {isPhone
          ? 'Keep this page in front. What you record is kept in this browser every second.'
          : 'You can use other tabs and programs. What you record is kept in this browser every second.'}
      </p>
    </div>
  )
}

/** What a screen reader hears: that it runs or stands, and now and then how long it is. */
function Spoken({ isPaused, ms }: { isPaused: boolean; ms: number }) {
  const spoken = Math.floor(ms / SPEAK_MS) * SPEAK_MS
  return (
    <p className="visually-hidden" role="status">
      {isPaused ? 'Paused' : 'Recording'}
      {spoken > 0 && `, ${spokenClock(spoken)}`}
    </p>
  )
}
