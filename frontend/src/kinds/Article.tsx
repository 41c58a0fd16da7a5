import type { ArticleBody } from '../api/types.ts'
import { Cite, Prose } from './Cite.tsx'

export function Article({ body }: { body: ArticleBody }) {
  return (
    <>
      <h1>{body.title}</h1>
      {body.lead && (
        <p className="lead">
          {body.lead} <Cite ids={body.lead_segment_ids ?? []} />
        </p>
      )}
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
