import type { ActionItem, Cited } from '../api/types.ts'
import { Cite } from './Cite.tsx'
import { Owner } from './Owner.tsx'

type Props = { title: string; items: (Cited & Partial<ActionItem>)[]; className?: string }

/** A titled list of sentences, each with its citations. Nothing when the list is empty. */
export function Points({ title, items, className }: Props) {
  if (items.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <ul className={className}>
        {items.map((item, i) => (
          <li key={i}>
            {item.text} <Owner owner={item.owner ?? null} /> <Cite ids={item.segment_ids} />
          </li>
        ))}
      </ul>
    </section>
  )
}
