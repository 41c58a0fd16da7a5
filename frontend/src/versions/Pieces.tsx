import type { Piece } from '../logic/diff.ts'

const AROUND = 400

/** A comparison as text: words only in the old version are struck out, words only in the new one are marked. */
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

/** Shortens a long unchanged passage to the words next to the changes. */
function shortened(text: string, changed: boolean): string {
  if (!changed || text.length < AROUND * 3) return text
  return `${text.slice(0, AROUND)}\n\n[…]\n\n${text.slice(-AROUND)}`
}
