import { useEffect, useRef, useState, type ComponentType } from 'react'
import { toast } from './toasts.tsx'

type Closable = { onClose?: () => void }

/** A component whose code is loaded when it is first shown; until then nothing stands in its place. */
export function later<P extends object>(load: () => Promise<{ default: ComponentType<P> }>) {
  let loaded: ComponentType<P> | null = null
  return function Later(props: P) {
    const [Shown, setShown] = useState(() => loaded)
    const onClose = useRef((props as Closable).onClose)
    useEffect(() => {
      onClose.current = (props as Closable).onClose
    })
    useEffect(() => {
      let isHere = true
      if (loaded) return
      load().then(
        (found) => {
          loaded = found.default
          if (isHere) setShown(() => loaded)
        },
        () => {
          if (!isHere) return
          toast('This could not be loaded. Try it again once Clueso can be reached.')
          onClose.current?.()
        },
      )
      return () => {
        isHere = false
      }
    }, [])
    return Shown && <Shown {...props} />
  }
}
