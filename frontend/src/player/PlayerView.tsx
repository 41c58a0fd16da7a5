import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { mediaQuery } from '../api/queries.ts'
import type { Project } from '../api/types.ts'
import { clock, spokenClock } from '../logic/format.ts'
import { mayTryAgain, playbackWords } from '../logic/playback.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useStore } from '../store.ts'
import { SPEEDS, usePlayer } from './player.ts'

export function PlayerView({ project }: { project: Project }) {
  const player = usePlayer()
  const media = useQuery(mediaQuery(project.id))
  const { refetch } = media
  const lastRenewal = useRef(0)
  const [isRefused, setRefused] = useState(false)
  const video = project.media?.has_video ?? media.data?.content_type.startsWith('video/') ?? false
  const url = media.data?.url

  // A signed address expires: continue with a new one at the same time. If that fails too, the browser cannot
  // play the file, or storage does not answer: the browser does not say which.
  const renew = () => {
    if (Date.now() - lastRenewal.current < 5_000) return setRefused(true)
    lastRenewal.current = Date.now()
    void refetch().then(({ data, isError }) => !isError && data?.url === url && setRefused(true))
  }

  const tryAgain = () => {
    lastRenewal.current = 0
    setRefused(false)
    void refetch().then(({ isError }) => !isError && player.reload())
  }

  useEffect(() => {
    const known = project.media?.duration_ms
    if (known && player.state.get().durationMs === 0) player.patch({ durationMs: known })
  }, [project.media?.duration_ms, player])

  const { playback } = project
  useEffect(() => {
    if (playback === 'copy') void refetch().then(() => setRefused(false))
  }, [playback, refetch])

  const events = {
    ref: player.attach,
    src: url,
    preload: 'metadata',
    onLoadedMetadata: () => {
      setRefused(false)
      player.loaded()
    },
    onPlay: () => {
      player.patch({ playing: true })
      player.tick()
    },
    onPause: () => player.patch({ playing: false }),
    onEmptied: player.emptied,
    onEnded: () => player.patch({ playing: false, until: null }),
    onTimeUpdate: player.tick,
    onSeeked: player.tick,
    onError: renew,
    'data-testid': 'media',
  }

  const how = { playback, isUnreachable: media.isError, isRefused }
  const words = playbackWords(how)

  return (
    <section className="player" aria-label="Player">
      {video ? (
        <video
          {...events}
          className="player-video"
          playsInline
          poster={media.data?.poster_url ?? project.poster_url ?? undefined}
          aria-label={project.title}
          onClick={player.toggle}
        />
      ) : (
        <div className="player-sound">
          <audio {...events} aria-label={project.title} />
          <span className="drop-wave" aria-hidden="true">
            {Array.from({ length: 24 }, (_, i) => (
              <i key={i} />
            ))}
          </span>
        </div>
      )}
      <Controls />
      {words && (
        <p className="player-note" role="status" data-testid="playback">
          {words}{' '}
          {mayTryAgain(how) && (
            <Button look="quiet" onClick={tryAgain}>
              Try again
            </Button>
          )}
        </p>
      )}
    </section>
  )
}

function Controls() {
  const player = usePlayer()
  const { playing, durationMs, speed } = useStore(player.state)
  return (
    <div className="controls">
      <Scrubber durationMs={durationMs} />
      <div className="controls-row">
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
    </div>
  )
}

function Scrubber({ durationMs }: { durationMs: number }) {
  const player = usePlayer()
  const at = useStore(player.at)
  const share = durationMs > 0 ? Math.min(1, at / durationMs) : 0
  return (
    <input
      className="scrubber"
      type="range"
      aria-label="Position"
      min={0}
      max={Math.max(1, durationMs)}
      step={100}
      value={Math.min(at, durationMs)}
      aria-valuetext={`${spokenClock(at)} of ${spokenClock(durationMs)}`}
      style={{ '--share': `${share * 100}%` } as object}
      onChange={(event) => player.seek(Number(event.target.value))}
    />
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
