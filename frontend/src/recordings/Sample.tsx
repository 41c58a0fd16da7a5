import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import sampleUrl from '../assets/sample/sample.json?url'
import { LargePicture } from '../kinds/LargePicture.tsx'
import { repeats } from '../logic/body.ts'
import { clock } from '../logic/format.ts'
import { segmentAt } from '../logic/timing.ts'

type Step = { heading: string; text: string; result: string | null; start_ms: number; picture: string | null }
type Passage = { start_ms: number; text: string }
type Sample = { title: string; goal: string; steps: Step[]; passages: Passage[] }

const PICTURES = import.meta.glob<string>('../assets/sample/*.jpg', {
  eager: true,
  query: '?url',
  import: 'default',
})
const urlOf = (name: string) => PICTURES[`../assets/sample/${name}`]!
const altOf = (step: Step, number: number) => `The screen at step ${number}: ${step.heading}`

/** A finished guide beside the transcript that it was made from, to look around in. */
export function SampleShown() {
  const { data } = useQuery({
    queryKey: ['sample'],
    queryFn: async ({ signal }) => (await (await fetch(sampleUrl, { signal })).json()) as Sample,
    staleTime: Infinity,
  })
  const [at, setAt] = useState<number | null>(null)
  const [large, setLarge] = useState<number | null>(null)
  if (!data) return null
  const { title, goal, steps, passages } = data
  const pictured = steps.filter((step) => step.picture)
  const step = at === null ? -1 : segmentAt(steps, at)
  const passage = at === null ? -1 : segmentAt(passages, at)
  return (
    <div className="shown" data-testid="shown-sample">
      <p className="shown-words">
        A sample: this guide was made from what is said in the transcript beside it. Choose a time in one to
        find it in the other.
      </p>
      <Pane name="Sample guide" marked={step}>
        <h2 className="shown-title">{title}</h2>
        <p className="shown-goal">{goal}</p>
        <ol>
          {steps.map((each, i) => (
            <li key={i} className="shown-part" aria-current={i === step || undefined}>
              <h3>
                <span className="guide-number" aria-hidden="true">
                  {i + 1}
                </span>
                <span>
                  {each.heading} <Time ms={each.start_ms} onGo={setAt} />
                </span>
              </h3>
              {!repeats(each.text, each.heading) && <p>{each.text}</p>}
              {each.picture && (
                <button
                  type="button"
                  className="guide-open"
                  title="Show it large"
                  onClick={() => setLarge(pictured.indexOf(each))}
                >
                  <img
                    src={urlOf(each.picture)}
                    width={960}
                    height={540}
                    loading="lazy"
                    alt={altOf(each, i + 1)}
                  />
                </button>
              )}
            </li>
          ))}
        </ol>
      </Pane>
      <Pane name="Sample transcript" marked={passage}>
        <ol>
          {passages.map((each, i) => (
            <li
              key={i}
              className="shown-part shown-passage"
              aria-current={i === passage || undefined}
              data-testid="shown-passage"
            >
              <Time ms={each.start_ms} onGo={setAt} />
              <p>{each.text}</p>
            </li>
          ))}
        </ol>
      </Pane>
      {large !== null && (
        <LargePicture
          pictures={pictured.map((each) => ({
            url: urlOf(each.picture!),
            alt: altOf(each, steps.indexOf(each) + 1),
            width: 960,
            height: 540,
          }))}
          index={large}
          onClose={() => setLarge(null)}
        />
      )}
    </div>
  )
}

/** A part of the sample that scrolls by itself, to the part that is marked. */
function Pane({ name, marked, children }: { name: string; marked: number; children: ReactNode }) {
  const pane = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const part = pane.current?.querySelectorAll<HTMLElement>('.shown-part')[marked]
    if (part) pane.current!.scrollTop = part.offsetTop - 24
  }, [marked])
  return (
    <div className="shown-pane" role="region" aria-label={name} tabIndex={0} ref={pane}>
      {children}
    </div>
  )
}

function Time({ ms, onGo }: { ms: number; onGo: (ms: number) => void }) {
  return (
    <button type="button" className="cite" onClick={() => onGo(ms)}>
      <span className="visually-hidden">Find </span>
      {clock(ms)}
    </button>
  )
}
