import type { SummaryBody } from '../api/types.ts'
import { Cite } from './Cite.tsx'
import { Points } from './Points.tsx'

export function Summary({ body }: { body: SummaryBody }) {
  return (
    <>
      <p className="lead">
        {body.point.text} <Cite ids={body.point.segment_ids} />
      </p>
      <Points title="Key points" items={body.key_points} />
      <Points title="Decisions" items={body.decisions} />
      <Points title="Action items" items={body.action_items} className="todo" />
      {body.quotes.length > 0 && (
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
