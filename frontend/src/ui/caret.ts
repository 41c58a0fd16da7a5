/** The cursor in an editable element, whose text is one text node. */

export function caretIn(element: HTMLElement): { from: number; to: number } | null {
  const selection = document.getSelection()
  if (!selection || selection.rangeCount === 0) return null
  const range = selection.getRangeAt(0)
  if (!element.contains(range.startContainer) || !element.contains(range.endContainer)) return null
  return {
    from: offsetOf(element, range.startContainer, range.startOffset),
    to: offsetOf(element, range.endContainer, range.endOffset),
  }
}

function offsetOf(element: HTMLElement, node: Node, offset: number): number {
  const range = document.createRange()
  range.setStart(element, 0)
  range.setEnd(node, offset)
  return range.toString().length
}

export function placeCaret(element: HTMLElement, offset: number): void {
  element.focus({ preventScroll: true })
  const selection = document.getSelection()
  const text = element.firstChild
  if (!selection) return
  if (text instanceof Text) selection.collapse(text, Math.min(offset, text.length))
  else selection.collapse(element, 0)
}

/** Whether the cursor stands in the first (-1) or last (1) line of the text. */
export function atEdge(element: HTMLElement, side: -1 | 1): boolean {
  const selection = document.getSelection()
  if (!selection || selection.rangeCount === 0 || !selection.isCollapsed) return false
  const caret = caretIn(element)
  const length = element.textContent?.length ?? 0
  if (caret && ((side === -1 && caret.from === 0) || (side === 1 && caret.from === length))) return true
  const spot = selection.getRangeAt(0).getBoundingClientRect()
  const box = element.getBoundingClientRect()
  if (spot.height === 0) return true
  return side === -1 ? spot.top - box.top < spot.height : box.bottom - spot.bottom < spot.height
}

/** The place in the text under a pointer, or null beside it. */
export function offsetAt(element: HTMLElement, x: number, y: number): number | null {
  const found = 'caretPositionFromPoint' in document ? document.caretPositionFromPoint(x, y) : null
  if (found && element.contains(found.offsetNode)) return offsetOf(element, found.offsetNode, found.offset)
  return caretIn(element)?.from ?? null
}
