import { useState } from 'react'
import type { Body, GuideBody, GuideStep, Project } from '../api/types.ts'
import { put, repeats } from '../logic/body.ts'
import { clock } from '../logic/format.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Cite, Prose } from './Cite.tsx'
import { LargePicture, type Shown } from './LargePicture.tsx'
import { PicturePicker } from './PicturePicker.tsx'
import { Points } from './Points.tsx'

type Props = { body: GuideBody; project: Project; documentId: string; onPicture: (body: Body) => void }

export function Guide({ body, project, documentId, onPicture }: Props) {
  const [picking, setPicking] = useState<number | null>(null)
  const [large, setLarge] = useState<number | null>(null)
  const picked = picking === null ? null : body.steps[picking]
  return (
    <>
      <h1>{body.title}</h1>
      {body.goal && <p className="lead">{body.goal}</p>}
      <Points title="Before you start" items={body.prerequisites} />
      <ol className="guide-steps">
        {body.steps.map((step, i) => (
          <li key={i} className="guide-step" data-testid="guide-step">
            <h2>
              <span className="guide-number" aria-hidden="true">
                {i + 1}
              </span>
              <span>{step.heading}</span> <Cite at={step.start_ms} />
            </h2>
            {!repeats(step.text, step.heading) && <Prose text={step.text} />}
            {step.result && <p className="guide-result">{step.result}</p>}
            {step.picture && (
              <Figure step={step} number={i + 1} onPick={() => setPicking(i)} onOpen={() => setLarge(i)} />
            )}
          </li>
        ))}
      </ol>
      <Points title="Good to know" items={body.troubleshooting} />
      {large !== null && <LargePicture {...pictured(body.steps, large)} onClose={() => setLarge(null)} />}
      {picked?.picture && picking !== null && (
        <PicturePicker
          project={project}
          documentId={documentId}
          steps={body.steps}
          index={picking}
          atMs={picked.picture.at_ms}
          onClose={() => setPicking(null)}
          onPick={(atMs) => {
            setPicking(null)
            const picture = { at_ms: atMs, url: null, width: null, height: null }
            onPicture(put(body, ['steps', picking, 'picture'], picture))
          }}
        />
      )}
    </>
  )
}

/** The pictures that are there, and the place of that of a step among them. */
function pictured(steps: GuideStep[], step: number): { pictures: Shown[]; index: number } {
  const pictures = steps.map(({ picture }, i) =>
    picture?.url ? [{ ...picture, url: picture.url, alt: altOf(steps[i]!, i + 1) }] : [],
  )
  return { pictures: pictures.flat(), index: pictures.slice(0, step).flat().length }
}

const altOf = (step: GuideStep, number: number) =>
  `The screen at ${clock(step.picture!.at_ms)}, step ${number}: ${step.heading}`

type FigureProps = { step: GuideStep; number: number; onPick: () => void; onOpen: () => void }

function Figure({ step, number, onPick, onOpen }: FigureProps) {
  const picture = step.picture!
  return (
    <figure className="guide-picture">
      {picture.url ? (
        <button
          type="button"
          className="guide-open"
          title="Show it large"
          onClick={onOpen}
          data-testid="enlarge"
        >
          <img
            src={picture.url}
            width={picture.width ?? undefined}
            height={picture.height ?? undefined}
            loading="lazy"
            alt={altOf(step, number)}
          />
        </button>
      ) : (
        <p className="guide-missing" role="status">
          <Icon name="picture" /> The picture at {clock(picture.at_ms)} is being taken…
        </p>
      )}
      <figcaption>
        <span>{clock(picture.at_ms)}</span>
        <Button
          look="quiet"
          icon={<Icon name="picture" size={16} />}
          onClick={onPick}
          data-testid="pick-picture"
        >
          Other picture
        </Button>
      </figcaption>
    </figure>
  )
}
