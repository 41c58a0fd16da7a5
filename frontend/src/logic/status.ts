/** What a project, a step or a document is doing, in words. */

import type { Project, Step, StepStatus } from '../api/types.ts'
import { bytes, percent, remaining } from './format.ts'

/** The steps on screen: the name in the list of steps, and the words beside a project while the step runs. */
export const STEPS: Record<string, [name: string, doing: string]> = {
  fetch: ['Fetch the recording', 'Fetching the recording'],
  probe: ['Check the file', 'Checking the file'],
  extract: ['Prepare the sound', 'Preparing the sound'],
  transcribe: ['Transcribe the speech', 'Transcribing'],
  speakers: ['Tell voices apart', 'Telling voices apart'],
  screens: ['Read the screen', 'Reading the screen'],
  finish: ['Finish', 'Finishing'],
}

const isWriting = (name: string) => name.startsWith('write:')

export const stepStatus: Record<StepStatus, string> = {
  waiting: 'Waiting',
  queued: 'In the queue',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

export function isActive(project: Pick<Project, 'status'>): boolean {
  return project.status === 'queued' || project.status === 'processing'
}

export function wroteWords({ engine, model }: { engine: string; model?: string | null }): string {
  if (engine === 'extractive') return 'picked from the speaker’s own sentences'
  if (engine === 'small')
    return `picked from the speaker’s own sentences, shortened by ${model ?? 'a language model'}`
  return `written by ${[engine, model].filter(Boolean).join(' ')}`
}

const OF_THE_FILE = new Set([
  'not-media',
  'page-not-file',
  'file-too-large',
  'media-damaged',
  'media-protected',
  'media-too-long',
  'no-audio',
  'no-speech',
])

/** The file itself is the trouble: the same work on it ends the same way. */
export const isOfTheFile = (error: Project['error']) => OF_THE_FILE.has(error?.code ?? '')

/** The step that says best what is going on now. */
export function currentStep(steps: readonly Step[]): Step | null {
  return steps.find((s) => s.status === 'running') ?? steps.find((s) => s.status === 'queued') ?? null
}

/** "Transcribing, 42 %, about 3 minutes left" and the like. */
export function statusWords(project: Project): string {
  switch (project.status) {
    case 'queued':
      return 'Waiting for its turn'
    case 'processing': {
      const step = currentStep(project.steps)
      if (step?.name === 'fetch' && project.fetch) return `${STEPS.fetch![1]}, ${fetchedWords(project.fetch)}`
      const verb = !step
        ? 'Working'
        : isWriting(step.name)
          ? 'Writing the documents'
          : (STEPS[step.name]?.[1] ?? 'Working')
      return [verb, percent(project.progress), remaining(project.remaining_s)].filter(Boolean).join(', ')
    }
    case 'ready': {
      const failed = project.steps.filter((s) => s.status === 'failed' && isWriting(s.name)).length
      if (failed === 0) return 'Ready'
      return failed === 1 ? 'Ready, but one document failed' : `Ready, but ${failed} documents failed`
    }
    case 'failed':
      return `Failed: ${sentenceEnd(project.error?.title ?? 'something went wrong')}`
    case 'cancelled':
      return 'Cancelled'
  }
}

/** "12 MB of 300 MB from files.acme.com". */
function fetchedWords({ host, fetched_bytes, size_bytes }: NonNullable<Project['fetch']>): string {
  const read = size_bytes ? `${bytes(fetched_bytes)} of ${bytes(size_bytes)}` : bytes(fetched_bytes)
  return `${read} from ${host}`
}

function sentenceEnd(title: string): string {
  const plain = title.replace(/\.$/, '')
  const second = plain.charAt(1)
  return second === second.toLowerCase() ? plain.charAt(0).toLowerCase() + plain.slice(1) : plain
}
