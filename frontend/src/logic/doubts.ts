/** Where a document holds what its recording never said. */

import { at } from './body.ts'
import { pattern } from './find.ts'

type Warning = { pointer: string; text: string }

/** The doubted words in a text or paragraph of a document as it is shown: each warning counts in its own part only. */
export function doubtsIn(
  piece: string,
  warnings: readonly Warning[],
  body: unknown,
): { from: number; to: number }[] {
  const shown = piece.trim()
  if (!shown) return []
  return warnings.flatMap(({ pointer, text }) => {
    const part = at(body, pointer.split('/').slice(1))
    const words = pattern(text, { matchCase: true, wholeWord: true })
    if (!words || typeof part !== 'string' || ![part.trim(), ...paragraphs(part)].includes(shown)) return []
    return [...piece.matchAll(words)].map(({ index }) => ({ from: index, to: index + text.length }))
  })
}

const paragraphs = (text: string) => text.split(/\n{2,}/).map((paragraph) => paragraph.trim())
