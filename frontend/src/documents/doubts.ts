import { type RefObject, useEffect } from 'react'
import type { Body, Document } from '../api/types.ts'
import { doubtsIn } from '../logic/doubts.ts'
import { light } from '../ui/highlights.ts'

/** Underlines in a document as it is shown what its warnings name. */
export function useDoubts(
  article: RefObject<HTMLElement | null>,
  warnings: Document['warnings'],
  body: Body,
): void {
  useEffect(() => {
    const elements = article.current?.querySelectorAll<HTMLElement>('h1, h2, p, li, span') ?? []
    const lit = [...elements].map((element) => {
      const text = element.firstChild
      return text instanceof Text ? light('doubtful', element, doubtsIn(text.data, warnings, body)) : () => {}
    })
    return () => lit.forEach((putOut) => putOut())
  }, [article, warnings, body])
}
