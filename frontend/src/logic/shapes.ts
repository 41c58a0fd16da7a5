/** Which parts a document of each kind has, for the editor and for what a new part is. */

import type { Kind } from '../api/types.ts'

export type Field = {
  key: string
  label: string
  input: 'line' | 'area' | 'time' | 'person'
  optional?: boolean
}

export type Group = { kind: 'group'; key: string | null; label: string; fields: Field[] }

export type List = {
  kind: 'list'
  key: string
  label: string
  item: string
  fields: Field[]
  /** A new part at a moment of the recording; a person's part may rest on no segment. */
  fresh: (atMs: number) => Record<string, unknown>
}

const line = (key: string, label: string): Field => ({ key, label, input: 'line' })
const area = (key: string, label: string, optional = false): Field => ({
  key,
  label,
  input: 'area',
  optional,
})
const time = (key: string, label: string): Field => ({ key, label, input: 'time' })

const cited = (key: string, label: string, item: string): List => ({
  kind: 'list',
  key,
  label,
  item,
  fields: [area('text', item)],
  fresh: () => ({ text: '', segment_ids: [] }),
})

export const shapes: Record<Kind, (Group | List)[]> = {
  summary: [
    { kind: 'group', key: 'point', label: 'The point', fields: [area('text', 'The point')] },
    cited('key_points', 'Key points', 'Key point'),
    cited('decisions', 'Decisions', 'Decision'),
    {
      ...cited('action_items', 'Action items', 'To-do'),
      fields: [
        area('text', 'To-do'),
        { key: 'owner', label: 'Who does it', input: 'person', optional: true },
      ],
    },
    cited('quotes', 'Quotes', 'Quote'),
  ],
  chapters: [
    {
      kind: 'list',
      key: 'chapters',
      label: 'Chapters',
      item: 'Chapter',
      fields: [
        line('title', 'Title'),
        time('start_ms', 'Begins'),
        time('end_ms', 'Ends'),
        area('summary', 'Summary'),
      ],
      fresh: (at) => ({ title: '', start_ms: at, end_ms: at + 1000, summary: '', segment_ids: [] }),
    },
  ],
  guide: [
    { kind: 'group', key: null, label: 'Guide', fields: [line('title', 'Title'), area('goal', 'Goal')] },
    cited('prerequisites', 'Before you start', 'Prerequisite'),
    {
      kind: 'list',
      key: 'steps',
      label: 'Steps',
      item: 'Step',
      fields: [
        line('heading', 'Heading'),
        area('text', 'What to do'),
        area('result', 'What happens then', true),
      ],
      fresh: (at) => ({
        heading: '',
        text: '',
        start_ms: at,
        end_ms: at + 1000,
        segment_ids: [],
        picture: { at_ms: at, url: null, width: null, height: null },
      }),
    },
    cited('troubleshooting', 'Good to know', 'Hint'),
  ],
  article: [
    { kind: 'group', key: null, label: 'Article', fields: [line('title', 'Title'), area('lead', 'Lead')] },
    {
      kind: 'list',
      key: 'sections',
      label: 'Sections',
      item: 'Section',
      fields: [line('heading', 'Heading'), area('text', 'Text')],
      fresh: () => ({ heading: '', text: '', segment_ids: [] }),
    },
  ],
  script: [
    {
      kind: 'list',
      key: 'lines',
      label: 'Lines',
      item: 'Line',
      fields: [area('text', 'Line')],
      fresh: (at) => ({ text: '', start_ms: at, end_ms: at + 1000, segment_ids: [] }),
    },
  ],
}
