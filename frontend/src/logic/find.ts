/** Find in a transcript, with the same rules as the API's replace_all. */

export type FindOptions = { matchCase: boolean; wholeWord: boolean }

export type Match = { segment: number; from: number; to: number }

/** A pattern that takes `find` literally, or null when there is nothing to look for. */
export function pattern(find: string, options: FindOptions): RegExp | null {
  if (find === '') return null
  const escaped = find.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  // Python takes these four for one letter, JavaScript does not. No other letters differ.
  const literal = options.matchCase ? escaped : escaped.replace(/[iIıİ]/g, '[iIıİ]')
  const edge = (side: string) => (side === 'start' ? '(?<![\\p{L}\\p{N}_])' : '(?![\\p{L}\\p{N}_])')
  const source = options.wholeWord ? edge('start') + literal + edge('end') : literal
  return new RegExp(source, options.matchCase ? 'gu' : 'giu')
}

export function findAll(segments: readonly { text: string }[], find: string, options: FindOptions): Match[] {
  const wanted = pattern(find, options)
  if (!wanted) return []
  const found: Match[] = []
  segments.forEach(({ text }, segment) => {
    for (const match of text.matchAll(wanted)) {
      found.push({ segment, from: match.index, to: match.index + match[0].length })
    }
  })
  return found
}

/** `text` with every match replaced literally. */
export function replaced(text: string, find: string, replacement: string, options: FindOptions): string {
  const wanted = pattern(find, options)
  return wanted ? text.replace(wanted, () => replacement) : text
}

/** The place of the next match in a list of `count`, round and round. */
export function step(current: number, count: number, by: 1 | -1): number {
  if (count === 0) return -1
  if (current < 0) return by === 1 ? 0 : count - 1
  return (current + by + count) % count
}
