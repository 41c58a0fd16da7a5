import type { ArticleBody } from '../api/types.ts'
import { Cite, Prose } from './Cite.tsx'

export function Article({ body }: { body: ArticleBody }) {
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
