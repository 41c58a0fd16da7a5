import { useEffect, useRef } from 'react'
import { useStore } from '../store.ts'
import { IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Live } from './Live.tsx'
import { Review } from './Review.tsx'
import { close, state } from './session.ts'
import { Setup } from './Setup.tsx'
import { whyNot } from './support.ts'
import { Unable } from './Unable.tsx'

type Props = { user: string; most: number | null }

/** The recorder: what to record, the recording that runs, and what was made. */
export function Recorder({ user, most }: Props) {
  const { phase, made, ended } = useStore(state)
  const why = whyNot()
  const isLive = ['recording', 'paused', 'stopping'].includes(phase)
  const view = made ? 'review' : isLive ? 'live' : 'setup'
  const section = useRef<HTMLElement>(null)
  const head = useRef<HTMLHeadingElement>(null)
  // The button that was pressed is gone. Not on Stop: a second press of the key would end the recording.
  useEffect(() => {
    head.current?.focus({ preventScroll: true })
    section.current?.scrollIntoView({ block: 'nearest' })
  }, [view])
  return (
    <section ref={section} className="recorder" aria-label="Recorder" data-testid="recorder">
      <header className="recorder-head">
        <h2 ref={head} tabIndex={-1}>
          {{ setup: 'Record', live: 'Recording', review: 'Your recording' }[view]}
        </h2>
        {!isLive && (
          <IconButton label="Close the recorder" onClick={close}>
            <Icon name="close" />
          </IconButton>
        )}
      </header>
      {why ? (
        <Unable why={why} onClose={close} />
      ) : made ? (
        <Review key={made.id} made={made} ended={ended} />
      ) : isLive ? (
        <Live />
      ) : (
        <Setup user={user} most={most} />
      )}
    </section>
  )
}
