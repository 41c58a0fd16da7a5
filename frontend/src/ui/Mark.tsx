/** The mark and the name: sound on the left, lines of writing on the right. */
export function Mark() {
  return (
    <span className="mark">
      <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect className="mark-ground" width="32" height="32" rx="8" />
        <path className="mark-sound" d="M8 12v8M12.500 8v16" />
        <path className="mark-lines" d="M17.500 11H25M17.500 16H25M17.500 21h4.500" />
      </svg>
      <span>Clueso</span>
    </span>
  )
}
