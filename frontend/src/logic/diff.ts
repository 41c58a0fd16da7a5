/** A comparison of two texts, by lines and then by words. */

export type Piece = { kind: 'same' | 'added' | 'removed'; text: string }

const TOO_MANY = 4_000_000

function lcs(a: readonly string[], b: readonly string[]): Piece[] {
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1
  let tail = 0
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail += 1
  const left = a.slice(head, a.length - tail)
  const right = b.slice(head, b.length - tail)
  return [...a.slice(0, head).map(same), ...table(left, right), ...a.slice(a.length - tail).map(same)]
}

const same = (text: string): Piece => ({ kind: 'same', text })

function table(a: readonly string[], b: readonly string[]): Piece[] {
  const gone = a.map((text): Piece => ({ kind: 'removed', text }))
  const come = b.map((text): Piece => ({ kind: 'added', text }))
  if (a.length === 0 || b.length === 0 || a.length * b.length > TOO_MANY) return [...gone, ...come]
  const width = b.length + 1
  const best = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      best[i * width + j] =
        a[i] === b[j]
          ? best[(i + 1) * width + j + 1]! + 1
          : Math.max(best[(i + 1) * width + j]!, best[i * width + j + 1]!)
  const pieces: Piece[] = []
  let [i, j] = [0, 0]
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      pieces.push(same(a[i]!))
      i += 1
      j += 1
    } else if (best[(i + 1) * width + j]! >= best[i * width + j + 1]!) pieces.push(gone[i++]!)
    else pieces.push(come[j++]!)
  }
  return [...pieces, ...gone.slice(i), ...come.slice(j)]
}

/** Lines first; a run of removed and added lines is compared by words. */
export function compare(before: string, after: string): Piece[] {
  const pieces = lcs(lines(before), lines(after))
  const result: Piece[] = []
  let gone = ''
  let come = ''
  const flush = () => {
    if (gone && come) result.push(...lcs(words(gone), words(come)))
    else if (gone) result.push({ kind: 'removed', text: gone })
    else if (come) result.push({ kind: 'added', text: come })
    gone = ''
    come = ''
  }
  for (const piece of pieces) {
    if (piece.kind === 'removed') gone += piece.text
    else if (piece.kind === 'added') come += piece.text
    else {
      flush()
      result.push(piece)
    }
  }
  flush()
  return joinRuns(result)
}

const lines = (text: string) => text.match(/[^\n]*\n|[^\n]+/g) ?? []
const words = (text: string) => text.match(/\s+|[^\s]+/g) ?? []

function joinRuns(pieces: Piece[]): Piece[] {
  const result: Piece[] = []
  for (const piece of pieces) {
    const last = result.at(-1)
    if (last?.kind === piece.kind) last.text += piece.text
    else result.push({ ...piece })
  }
  return result
}

/** Markdown whose pictures are their captions: an address that is signed anew each time is no change. */
export const withoutAddresses = (markdown: string) =>
  markdown.replace(/!\[((?:\\.|[^[\]\\])*)\]\(<[^<>]*>\)/g, '[$1]')
