import { useEffect, useMemo, useRef, useState } from 'react'
import { isHearing, isSettled } from '../api/steps.ts'
import type { Project, Step } from '../api/types.ts'
import { percent } from '../logic/format.ts'
import { stepStatus } from '../logic/status.ts'
import { Bar } from '../ui/Bar.tsx'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toasts.tsx'
import type { TranscriptSession } from './session.ts'

function stateOf({ status, progress }: Step): string {
  if (status !== 'running') return `: ${stepStatus[status].toLowerCase()}`
  return progress > 0 ? `: ${percent(progress)}` : '…'
}

/** Stretches that are heard again: how far that is, and how it ended. */
export function Hearing({ project, session }: { project: Project; session: TranscriptSession }) {
  const steps = useMemo(() => project.steps.filter(isHearing), [project.steps])
  const known = useRef(new Set(steps.filter(isSettled).map((step) => step.name)))
  const [failed, setFailed] = useState<Step | null>(null)

  useEffect(() => {
    for (const step of steps.filter((one) => isSettled(one) && !known.current.has(one.name))) {
      known.current.add(step.name)
      if (step.status === 'failed') setFailed(step)
      else if (step.status === 'done') {
        void session.look()
        toast('The stretch was heard again. The history holds what stood there before.')
      }
    }
  }, [steps, session])

  const active = steps.find((step) => !isSettled(step))
  return (
    <>
      {active && (
        <div className="hearing" data-testid="hearing">
          <p role="status">A stretch is heard again{stateOf(active)}</p>
          <Bar value={active.progress || null} label="Hearing a stretch again" />
        </div>
      )}
      {failed && (
        <div className="note note-bad" role="alert" data-testid="hearing-failed">
          <Icon name="warning" />
          <div>
            <p className="note-title">{failed.error?.title ?? 'The stretch was not heard again'}</p>
            <p>{failed.error?.detail ?? 'The text is as it was.'}</p>
            <div className="note-actions">
              <Button onClick={() => setFailed(null)}>Close</Button>
            </div>
          </div>
        </div>
      )}
    </>
  )
}
