import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { mediaQuery } from '../api/queries.ts'
import type { Project } from '../api/types.ts'
import { mayTryAgain, playbackWords } from '../logic/playback.ts'
import { Button } from '../ui/Button.tsx'
import { useCaptions } from './captions.ts'
import { useChapters } from './chapters.ts'
import { Controls } from './Controls.tsx'
import { usePlayer } from './player.ts'

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

  const element = useRef<HTMLMediaElement>(null)
  useCaptions(project, element, video)
  useChapters(project)
  const attach = useCallback(
    (media: HTMLMediaElement | null) => {
      element.current = media
      player.attach(media)
    },
    [player],
  )

  const events = {
    ref: attach,
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
        <div className={media.data?.waveform ? 'player-sound player-waved' : 'player-sound'}>
          <audio {...events} aria-label={project.title} />
          {!media.data?.waveform && (
            <span className="drop-wave" aria-hidden="true">
              {Array.from({ length: 24 }, (_, i) => (
                <i key={i} />
              ))}
            </span>
          )}
        </div>
      )}
      <Controls video={video} waveform={media.data?.waveform ?? null} />
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
