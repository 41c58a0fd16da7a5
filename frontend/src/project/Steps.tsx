import { Link } from 'wouter'
import { isHearing } from '../api/steps.ts'
import type { Project, Step } from '../api/types.ts'
import { percent, remaining } from '../logic/format.ts'
import { isActive, isOfTheFile, stepStatus } from '../logic/status.ts'
import { stepName } from '../kinds/names.ts'
import { cancel, retry } from '../recordings/actions.ts'
import { useUploadSource } from '../uploads/source.ts'
import { Bar } from '../ui/Bar.tsx'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { TroubleLine } from '../ui/TroubleLine.tsx'
import { NotifyMe } from './NotifyMe.tsx'

/** The progress of a project: its steps, their errors, and buttons to cancel or retry. */
export function Steps({ project }: { project: Project }) {
  const isLinked = useUploadSource() === 'linked'
  const active = isActive(project)
  const steps = project.steps.filter((step) => !isHearing(step))
  const failedSteps = steps.filter((s) => s.status === 'failed')
  if (project.status === 'ready' && failedSteps.length === 0) return null
  return (
    <section className="steps" aria-label="Progress" data-testid="steps">
      {active && (
        <div className="steps-head">
          <p className="steps-words" role="status">
            {project.status === 'queued' ? 'Waiting for its turn' : 'Working'}
            {project.status === 'processing' && `, ${percent(project.progress)}`}
            {remaining(project.remaining_s) && <span>{remaining(project.remaining_s)}</span>}
          </p>
          <Bar value={project.status === 'queued' ? null : project.progress} label="All of the work" />
        </div>
      )}
      {project.status === 'failed' && project.error && (
        <div className="note note-bad" role="alert" data-testid="project-error">
          <Icon name="warning" />
          <div>
            <p className="note-title">{project.error.title}</p>
            <p>{project.error.detail}</p>
            <div className="note-actions">
              {isOfTheFile(project.error) ? (
                <Link href="/">{isLinked ? 'Start another recording' : 'Upload another file'}</Link>
              ) : (
                <Button onClick={() => void retry(project)}>Retry</Button>
              )}
            </div>
          </div>
        </div>
      )}
      {project.status === 'cancelled' && (
        <div className="note note-info">
          <Icon name="pause" />
          <div>
            <p className="note-title">You cancelled the work</p>
            <p>Finished steps are kept. Retry continues from there.</p>
            <div className="note-actions">
              <Button onClick={() => void retry(project)}>Retry</Button>
            </div>
          </div>
        </div>
      )}
      <ol className="step-list">
        {steps.map((step) => (
          <StepLine key={step.name} step={step} active={active} isShownAbove={project.status === 'failed'} />
        ))}
      </ol>
      {project.status === 'ready' && failedSteps.length > 0 && (
        <Button onClick={() => void retry(project)}>Retry what failed</Button>
      )}
      {active && (
        <div className="steps-foot">
          <NotifyMe />
          <Button look="quiet" onClick={() => void cancel(project)}>
            Cancel the work
          </Button>
        </div>
      )}
    </section>
  )
}

/** One step. `isShownAbove` hides its error, because the note above shows it. */
function StepLine({ step, active, isShownAbove }: { step: Step; active: boolean; isShownAbove: boolean }) {
  const never = !active && !['running', 'done', 'failed'].includes(step.status)
  const words = never
    ? 'Not begun'
    : step.status === 'running' && step.progress > 0
      ? percent(step.progress)
      : stepStatus[step.status]
  return (
    <li className={`step step-${step.status}`} data-testid={`step-${step.name}`} data-status={step.status}>
      <span className="step-dot" aria-hidden="true">
        {step.status === 'done' && <Icon name="check" size={14} />}
        {step.status === 'failed' && <Icon name="close" size={14} />}
      </span>
      <span className="step-name">{stepName(step.name)}</span>
      <span className="step-words">
        {words}
        {step.attempts > 1 && step.status === 'running' && `, try ${step.attempts}`}
      </span>
      {step.status === 'running' && <Bar value={step.progress || null} label={stepName(step.name)} />}
      {step.error && !isShownAbove && step.status === 'failed' && (
        <p className="step-error">
          {step.error.title}. {step.error.detail}
        </p>
      )}
      {step.trouble && <TroubleLine trouble={step.trouble} className="step-trouble" />}
    </li>
  )
}
