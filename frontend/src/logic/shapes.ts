/** The parts of a document's body: their fields, their labels, and what a new part holds. */

export type Field = {
  key: string
  label: string
  input: 'line' | 'area' | 'time' | 'person'
  optional?: boolean
}

export type Group = { kind: 'group'; key: string | null; label: string; fields: Field[] }

export type Part = Group | List

export type List = {
  kind: 'list'
  key: string
  label: string
  item: string
  fields: Field[]
  /** A new part at a moment of the recording; a person's part may rest on no segment. */
  fresh: (atMs: number) => Record<string, unknown>
}

export const line = (key: string, label: string): Field => ({ key, label, input: 'line' })
export const area = (key: string, label: string, optional = false): Field => ({
  key,
  label,
  input: 'area',
  optional,
})
export const time = (key: string, label: string): Field => ({ key, label, input: 'time' })

/** A list of sentences with citations. */
export const cited = (key: string, label: string, item: string): List => ({
  kind: 'list',
  key,
  label,
  item,
  fields: [area('text', item)],
  fresh: () => ({ text: '', segment_ids: [] }),
})
