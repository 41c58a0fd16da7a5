import { useEffect, useState } from 'react'
import { clock } from '../logic/format.ts'
import { useStore } from '../store.ts'
import { IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { SPEEDS, usePlayer } from './player.ts'
import { Timeline } from './Timeline.tsx'

type Props = { video: boolean; waveform: readonly number[] | null }

export function Controls({ video, waveform }: Props) {
  const player = usePlayer()
  const { playing, durationMs, speed } = useStore(player.state)
  return (
    <div className="controls">
      <Timeline durationMs={durationMs} waveform={waveform} />
      <div className="controls-row">
        <div className="controls-play">
          <IconButton label="Back 5 seconds" onClick={() => player.skip(-5_000)}>
            <Icon name="back" />
          </IconButton>
          <IconButton
            label={playing ? 'Pause' : 'Play'}
            className="play-button"
            data-testid="play"
            onClick={player.toggle}
          >
            <Icon name={playing ? 'pause' : 'play'} />
          </IconButton>
          <IconButton label="Forward 5 seconds" onClick={() => player.skip(5_000)}>
            <Icon name="forward" />
          </IconButton>
          <Position durationMs={durationMs} />
          <label className="speed">
            <span className="visually-hidden">Speed</span>
            <select
              value={speed}
              onChange={(event) => player.setSpeed(Number(event.target.value))}
              data-testid="speed"
            >
              {SPEEDS.map((s) => (
                <option key={s} value={s}>
                  {s} ×
                </option>
              ))}
            </select>
          </label>
        </div>
        <div className="controls-look">
          <Volume />
          <Looks video={video} />
        </div>
      </div>
    </div>
  )
}

function Position({ durationMs }: { durationMs: number }) {
  const at = useStore(usePlayer().at)
  return (
    <p className="position" data-testid="position" data-ms={at}>
      <span>{clock(at)}</span> <span className="position-of">/ {clock(durationMs)}</span>
    </p>
  )
}

function Volume() {
  const player = usePlayer()
  const { volume, muted } = useStore(player.state)
  const heard = muted ? 0 : volume
  return (
    <div className="volume">
      <IconButton label={muted ? 'Unmute' : 'Mute'} onClick={player.toggleMuted} data-testid="mute">
        <Icon name={heard === 0 ? 'mute' : 'sound'} />
      </IconButton>
      <input
        className="scrubber"
        type="range"
        aria-label="Volume"
        min={0}
        max={1}
        step={0.05}
        value={heard}
        aria-valuetext={`${Math.round(heard * 100)} percent`}
        style={{ '--share': `${heard * 100}%` } as object}
        onChange={(event) => player.setVolume(Number(event.target.value))}
      />
    </div>
  )
}

/** How the player is shown. What this browser cannot do is not offered. */
function Looks({ video }: { video: boolean }) {
  const player = usePlayer()
  const { theatre, captions } = useStore(player.look)
  const full = useFull()
  return (
    <div className="looks" role="group" aria-label="View">
      {video && (
        <IconButton
          label="Captions"
          aria-pressed={captions}
          onClick={player.toggleCaptions}
          data-testid="captions"
        >
          <Icon name="captions" />
        </IconButton>
      )}
      {video && document.pictureInPictureEnabled && (
        <IconButton label="Picture in picture" className="look-picture" onClick={player.togglePicture}>
          <Icon name="pip" />
        </IconButton>
      )}
      <IconButton
        label="Theatre"
        className="look-theatre"
        aria-pressed={theatre}
        onClick={player.toggleTheatre}
        data-testid="theatre"
      >
        <Icon name="theatre" />
      </IconButton>
      {video && document.fullscreenEnabled && (
        <IconButton label="Full screen" aria-pressed={full} onClick={player.toggleFull} data-testid="full">
          <Icon name={full ? 'small' : 'full'} />
        </IconButton>
      )}
    </div>
  )
}

function useFull(): boolean {
  const [full, setFull] = useState(false)
  useEffect(() => {
    const follow = () => setFull(document.fullscreenElement !== null)
    document.addEventListener('fullscreenchange', follow)
    return () => document.removeEventListener('fullscreenchange', follow)
  }, [])
  return full
}
