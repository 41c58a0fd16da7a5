/** Every kind of document that this page knows. A new kind is one entry here, and its view in views.ts. */

import type { Kind } from '../api/types.ts'
import { area, cited, line, time } from '../logic/shapes.ts'
import type { DocumentKind } from './kind.ts'

export const KINDS: Record<Kind, DocumentKind> = {
  summary: {
    label: 'Summary',
    purpose: 'The point, decisions and to-dos',
    parts: [
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
  },
  chapters: {
    label: 'Chapters',
    purpose: 'Titles to jump between',
    hasTimes: true,
    isForPlayers: true,
    parts: [
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
  },
  guide: {
    label: 'Guide',
    purpose: 'Step by step, with pictures of the screen',
    isWrittenInPlace: true,
    hasTimes: true,
    parts: [
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
        fresh: (at) => ({ heading: '', text: '', start_ms: at, end_ms: at + 1000, segment_ids: [] }),
      },
      cited('troubleshooting', 'Good to know', 'Hint'),
    ],
  },
  article: {
    label: 'Article',
    purpose: 'Prose to publish',
    parts: [
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
  },
  script: {
    label: 'Script',
    purpose: 'The narration, line by line',
    hasTimes: true,
    parts: [
      {
        kind: 'list',
        key: 'lines',
        label: 'Lines',
        item: 'Line',
        fields: [area('text', 'Line')],
        fresh: (at) => ({ text: '', start_ms: at, end_ms: at + 1000, segment_ids: [] }),
      },
    ],
  },
}
