import type { Piece } from '../logic/diff.ts'

const AROUND = 400

/** A comparison as text: what only one side says is struck out, what only the other says is marked. */
export function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  const changed = pieces.some((piece) => piece.kind !== 'same')
  return (
    <div className="comparison-text">
      {pieces.map((piece, i) =>
        piece.kind === 'added' ? (
          <ins key={i}>{piece.text}</ins>
        ) : piece.kind === 'removed' ? (
          <del key={i}>{piece.text}</del>
        ) : (
          <span key={i}>{shortened(piece.text, changed)}</span>
        ),
      )}
    </div>
  )
}

/** Of a long stretch that did not change, only what stands next to the changes. */
function shortened(text: string, changed: boolean): string {
  if (!changed || text.length < AROUND * 3) return text
  return `${text.slice(0, AROUND)}\n\n[…]\n\n${text.slice(-AROUND)}`
}
