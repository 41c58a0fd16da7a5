import { useEffect, useState, type RefObject } from 'react'
import { addressedMs } from '../player/address.ts'

/** Bring the first part into sight that cites the moment of the page's address, once it is drawn. */
export function useArrival(root: RefObject<HTMLElement | null>, drawn: boolean): void {
  const [moment] = useState(addressedMs)
  useEffect(() => {
    if (drawn && moment > 0)
      root.current?.querySelector(`.cite[data-ms="${moment}"]`)?.scrollIntoView({ block: 'center' })
  }, [root, drawn, moment])
}
