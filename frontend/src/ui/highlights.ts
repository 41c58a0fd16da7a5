/**
 * Words are lit with the browser's own highlights: ranges over the text as it stands, no element per
 * word. So ten thousand passages stay light, and the text can be edited as plain text.
 */

export type Mark = 'spoken' | 'commented' | 'doubtful' | 'respelled' | 'found' | 'current'

const supported = typeof CSS !== 'undefined' && 'highlights' in CSS

const sets = new Map<Mark, Highlight>()

function setOf(mark: Mark): Highlight {
  let set = sets.get(mark)
  if (!set) {
    set = new Highlight()
    set.priority = { commented: 0, doubtful: 0, respelled: 0, found: 1, spoken: 2, current: 3 }[mark]
    sets.set(mark, set)
    CSS.highlights.set(mark, set)
  }
  return set
}

/** Highlight ranges of an element's text. Returns a function that removes the highlights. */
export function light(
  mark: Mark,
  element: HTMLElement,
  places: readonly { from: number; to: number }[],
): () => void {
  const text = element.firstChild
  if (!supported || places.length === 0 || !(text instanceof Text)) return () => {}
  const set = setOf(mark)
  const ranges = places
    .filter((place) => place.to <= text.length)
    .map(({ from, to }) => {
      const range = new StaticRange({
        startContainer: text,
        startOffset: from,
        endContainer: text,
        endOffset: to,
      })
      set.add(range)
      return range
    })
  return () => ranges.forEach((range) => set.delete(range))
}

/** What is lit in an element, in the order of the text. */
export function litIn(mark: Mark, element: HTMLElement | null): Range[] {
  if (!supported || !element) return []
  const ranges = [...(sets.get(mark) ?? [])].flatMap(
    ({ startContainer, startOffset, endContainer, endOffset }) => {
      if (!element.contains(startContainer)) return []
      const range = document.createRange()
      range.setStart(startContainer, startOffset)
      range.setEnd(endContainer, endOffset)
      return [range]
    },
  )
  return ranges.sort((a, b) => a.compareBoundaryPoints(Range.START_TO_START, b))
}
