/** Where the focus goes when what was answered is gone. */

/** Whoever works with the keyboard goes on with what comes next in a box, or where the transcript begins. */
export function moveOn(box?: HTMLElement | null): void {
  setTimeout(() => {
    if (document.activeElement !== document.body) return
    const next =
      (box?.isConnected ? box.querySelector<HTMLElement>('button') : null) ??
      document.querySelector<HTMLElement>('[data-testid="question"] .question-answer button') ??
      document.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')
    next?.focus({ preventScroll: true })
  })
}
