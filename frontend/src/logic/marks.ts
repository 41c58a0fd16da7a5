/** Marks on the picture of a step: what a new one is, and what each is called. */

import type { Mark, MarkKind } from '../api/types.ts'
import { around, type Box, type Point } from './boxes.ts'

/** The size of a mark that is put in place without being drawn, in fractions of what is shown. */
const SIZES: Record<MarkKind, Point> = {
  box: [0.2, 0.12],
  arrow: [0.1, 0.08],
  number: [0.1, 0.08],
  blur: [0.25, 0.1],
}

/** A mark that a person makes; a number is the next one of its picture. */
export function newMark(kind: MarkKind, box: Box, marks: readonly Mark[]): Mark {
  const numbers = marks.filter((mark) => mark.kind === 'number').map((mark) => Number(mark.text) || 0)
  const text = kind === 'number' ? String(Math.max(0, ...numbers) + 1) : null
  return { kind, box, text, proposed: false }
}

/** Where a mark stands that is put at a point, by default in the middle of what is shown of the picture. */
export function placeOf(kind: MarkKind, [left, top, width, height]: Box, at?: Point): Box {
  const [wide, high] = SIZES[kind]
  return around(at ?? [left + width / 2, top + height / 2], wide * width, high * height)
}

/** The name of a mark for those who do not see it. */
export function markName({ kind, text, proposed }: Mark, index: number, count: number): string {
  const what = {
    box: text ? `Box around “${text}”` : 'Box',
    arrow: text ? `Arrow to “${text}”` : 'Arrow',
    number: `Number ${text ?? ''}`.trim(),
    blur: 'Blurred part',
  }[kind]
  return `${what}${proposed ? ', proposed' : ''}, ${index + 1} of ${count}`
}

/**
 * Where the tip of an arrow is, in fractions of its box, and from which side it comes: from the middle of what is
 * shown, aslant. Files draw it so, too (clueso/media/marking.py).
 */
export function arrowOf([x, y, width, height]: Box, ratio: number, shown: Box): { tip: Point; way: Point } {
  const way: Point = [
    shown[0] + shown[2] / 2 >= x + width / 2 ? 1 : -1,
    shown[1] + shown[3] / 2 >= y + height / 2 ? 1 : -1,
  ]
  const across = Math.min(1, (2 * height) / (width * ratio))
  return { tip: [0.5 + (way[0] * across) / 2, 0.5 + way[1] / 2], way }
}
