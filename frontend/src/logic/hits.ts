/** The hits of a search, as they are shown. */

export type Piece = { text: string; found: boolean }

/** Cut a snippet at its highlights: [first, end) in code points, in order, not overlapping. */
export function pieces(snippet: string, highlights: readonly (readonly number[])[]): Piece[] {
  const points = Array.from(snippet)
  const cut: Piece[] = []
  let at = 0
  const add = (end: number, found: boolean) => {
    if (end > at) cut.push({ text: points.slice(at, end).join(''), found })
    at = Math.max(at, end)
  }
  for (const [first = 0, end = 0] of highlights) {
    add(first, false)
    add(end, true)
  }
  add(points.length, false)
  return cut
}

type Moment = { project_id: string; where: string; at_ms: number; snippet: string }

/** Leave out what a document repeats word for word of what is said at the same moment: a script does. */
export function withoutEchoes<Hit extends Moment>(hits: readonly Hit[]): Hit[] {
  const words = ({ project_id, at_ms, snippet }: Moment) => JSON.stringify([project_id, at_ms, snippet])
  const said = new Set(hits.filter(({ where }) => where === 'transcript').map(words))
  return hits.filter((hit) => hit.where !== 'document' || !said.has(words(hit)))
}
