import { useId, type ReactNode } from 'react'
import { CORNERS, type Corner } from '../logic/bubble.ts'
import { useStore } from '../store.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { isPhone } from '../ui/phone.ts'
import { CameraView } from './CameraView.tsx'
import { Glyph } from './Glyph.tsx'
import { close as closeInput, devices, inputs, open, type Input } from './inputs.ts'
import { Level } from './Level.tsx'
import { close, start, state } from './session.ts'
import { TroubleNote } from './TroubleNote.tsx'
import { canShare, want, wish } from './wishes.ts'

type Props = { user: string; most: number | null }

/** What is recorded, tried out before it begins. */
export function Setup({ user, most }: Props) {
  const wanted = useStore(wish)
  const { phase, trouble, room } = useStore(state)
  const isNothing = !wanted.screen && !wanted.camera && !wanted.microphone
  return (
    <form
      className="recorder-body"
      onSubmit={(event) => {
        event.preventDefault()
        void start(user, most)
      }}
    >
      <fieldset className="field">
        <legend>What to record</legend>
        <div className="sources">
          {canShare && (
            <Source
              glyph="screen"
              name="Screen, window or tab"
              words="You choose it next, with its sound where the browser shares it."
              isOn={wanted.screen}
              onChange={(screen) => want({ screen })}
            />
          )}
          <InputSource input="camera" name="Camera">
            {wanted.screen ? 'In a corner of the screen.' : 'Your picture.'}
          </InputSource>
          <InputSource input="microphone" name="Microphone">
            Your voice. Clueso writes from what is said.
          </InputSource>
        </div>
      </fieldset>
      {wanted.screen && wanted.camera && <CornerField />}
      {trouble && <TroubleNote trouble={trouble} />}
      {room && <TroubleNote trouble={{ title: 'There is little room', detail: room }} />}
      <div className="recorder-foot">
        <p className="aside">
          {isPhone && 'Keep this page in front while you record. '}
          It stays in this browser until you upload it.
        </p>
        <Button look="quiet" onClick={close}>
          Cancel
        </Button>
        <Button
          type="submit"
          look="primary"
          icon={<Glyph name="record" />}
          disabled={isNothing}
          busy={phase === 'starting'}
        >
          {isNothing ? 'Choose what to record' : 'Start recording'}
        </Button>
      </div>
    </form>
  )
}

type SourceProps = {
  glyph: 'screen' | Input
  name: string
  words: ReactNode
  isOn: boolean
  onChange: (isOn: boolean) => void
  children?: ReactNode
}

function Source({ glyph, name, words, isOn, onChange, children }: SourceProps) {
  return (
    <div className="source">
      <label className="kind">
        <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
        <span>
          <strong>
            <Glyph name={glyph} size={18} /> {name}
          </strong>
          <small>{words}</small>
        </span>
      </label>
      {children}
    </div>
  )
}

/** A camera or a microphone: switched on, chosen, seen or heard. */
function InputSource({ input, name, children }: { input: Input; name: string; children: ReactNode }) {
  const wanted = useStore(wish)
  const { track, trouble } = useStore(inputs)[input]
  const isOn = wanted[input]
  const id = input === 'camera' ? wanted.cameraId : wanted.microphoneId
  const choose = (next: string) => {
    want(input === 'camera' ? { cameraId: next } : { microphoneId: next })
    void open(input, next)
  }
  const turn = (next: boolean) => {
    want({ [input]: next })
    if (next) void open(input, id)
    else closeInput(input)
  }
  return (
    <Source glyph={input} name={name} words={children} isOn={isOn} onChange={turn}>
      {isOn && (
        <div className="source-more">
          {!track && !trouble && (
            <p className="aside" role="status">
              <Icon name="question" size={16} /> Allow it where the browser asks.
            </p>
          )}
          {track && <DeviceField input={input} name={name} track={track} onChange={choose} />}
          {track && (input === 'camera' ? <CameraView round={wanted.screen} /> : <Level />)}
          {trouble && (
            <TroubleNote trouble={trouble}>
              <Button onClick={() => void open(input, id)}>Try again</Button>
            </TroubleNote>
          )}
        </div>
      )}
    </Source>
  )
}

type DeviceFieldProps = {
  input: Input
  name: string
  track: MediaStreamTrack
  onChange: (id: string) => void
}

function DeviceField({ input, name, track, onChange }: DeviceFieldProps) {
  const kind = input === 'camera' ? 'videoinput' : 'audioinput'
  const choice = useStore(devices).filter((device) => device.kind === kind && device.label)
  if (choice.length < 2) return null
  return (
    <select
      aria-label={`Which ${name.toLowerCase()}`}
      value={track.getSettings().deviceId ?? ''}
      onChange={(event) => onChange(event.target.value)}
    >
      {choice.map(({ deviceId, label }) => (
        <option key={deviceId} value={deviceId}>
          {label}
        </option>
      ))}
    </select>
  )
}

function CornerField() {
  const id = useId()
  const { corner } = useStore(wish)
  return (
    <div className="field corner-field">
      <label htmlFor={id}>Where the camera is on the screen</label>
      <select id={id} value={corner} onChange={(event) => want({ corner: event.target.value as Corner })}>
        {CORNERS.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  )
}
