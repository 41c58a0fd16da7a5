import type {
  ArticleBody,
  Body,
  ChaptersBody,
  GuideBody,
  Kind,
  Project,
  ScriptBody,
  SummaryBody,
} from '../api/types.ts'
import { repeats } from '../logic/body.ts'
import { clock } from '../logic/format.ts'
import { segmentAt } from '../logic/timing.ts'
import { usePlayer } from '../player/player.ts'
import { usePart } from '../store.ts'
import { Cite, Prose } from './Cite.tsx'
import { Guide } from './Guide.tsx'
import { Points } from './Points.tsx'

type Props = {
  kind: Kind
  body: Body
  project: Project
  documentId: string
  onPicture: (body: Body) => void
}

/** A document's body as text and structure, each part with the way back to its moment. */
export function BodyView({ kind, body, project, documentId, onPicture }: Props) {
  switch (kind) {
    case 'summary':
      return <Summary body={body as SummaryBody} />
    case 'chapters':
      return <Chapters body={body as ChaptersBody} />
    case 'guide':
      return (
        <Guide body={body as GuideBody} project={project} documentId={documentId} onPicture={onPicture} />
      )
    case 'article':
      return <Article body={body as ArticleBody} />
    case 'script':
      return <Script body={body as ScriptBody} />
  }
}

function Summary({ body }: { body: SummaryBody }) {
  return (
    <>
      <p className="lead">
        {body.point?.text} <Cite ids={body.point?.segment_ids} />
      </p>
      <Points title="Key points" items={body.key_points} />
      <Points title="Decisions" items={body.decisions} />
      <Points title="Action items" items={body.action_items} className="todo" />
      {body.quotes?.length > 0 && (
        <section>
          <h2>Quotes</h2>
          {body.quotes.map((quote, i) => (
            <blockquote key={i}>
              <p>
                {quote.text} <Cite ids={quote.segment_ids} />
              </p>
            </blockquote>
          ))}
        </section>
      )}
    </>
  )
}

function Chapters({ body }: { body: ChaptersBody }) {
  const player = usePlayer()
  const now = usePart(player.at, (ms) => segmentAt(body.chapters, ms))
  return (
    <ol className="chapters">
      {body.chapters.map((chapter, i) => (
        <li
          key={i}
          className={i === now ? 'chapter chapter-now' : 'chapter'}
          aria-current={i === now || undefined}
        >
          <button
            type="button"
            className="chapter-go"
            onClick={() => player.seek(chapter.start_ms)}
            data-testid="chapter"
          >
            <span className="chapter-time">{clock(chapter.start_ms)}</span>
            <span className="chapter-title">{chapter.title}</span>
          </button>
          {!repeats(chapter.summary, chapter.title) && <p>{chapter.summary}</p>}
        </li>
      ))}
    </ol>
  )
}

function Article({ body }: { body: ArticleBody }) {
  return (
    <>
      <h1>{body.title}</h1>
      <p className="lead">{body.lead}</p>
      {body.sections.map((section, i) => (
        <section key={i}>
          <h2>
            {section.heading} <Cite ids={section.segment_ids} />
          </h2>
          <Prose text={section.text} />
        </section>
      ))}
    </>
  )
}

function Script({ body }: { body: ScriptBody }) {
  return (
    <ol className="script">
      {body.lines.map((line, i) => (
        <li key={i}>
          <Cite at={line.start_ms} />
          <p>{line.text}</p>
        </li>
      ))}
    </ol>
  )
}
