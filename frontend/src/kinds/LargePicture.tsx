import { useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'

export type Shown = {
  url: string
  alt: string
  width?: number | null
  height?: number | null
  /** What lies over the picture: marks, for example. */
  children?: ReactNode
}

type Props = { pictures: Shown[]; index: number; onClose: () => void }

/** Pictures as large as the window, one at a time. The one at `index` comes first. */
export function LargePicture({ pictures, index, onClose }: Props) {
  const ref = useRef<HTMLDialogElement>(null)
  const [at, setAt] = useState(index)
  // A layout effect: closed only after it left the page, it could not give the focus back.
  useLayoutEffect(() => {
    const dialog = ref.current
    if (dialog && !dialog.open) dialog.showModal()
    return () => dialog?.close()
  }, [])
  const picture = pictures[at]
  if (!picture) return null
  const go = (by: number) => setAt(Math.min(pictures.length - 1, Math.max(0, at + by)))
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (by) go(by)
  }
  return createPortal(
    <dialog
      ref={ref}
      className="large"
      aria-label="Picture"
      data-testid="large-picture"
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onPointerDown={(event) => event.target === ref.current && onClose()}
    >
      <figure className="large-figure">
        <div className="large-picture">
          <div className="large-canvas" key={picture.url}>
            <img
              src={picture.url}
              alt={picture.alt}
              width={picture.width ?? undefined}
              height={picture.height ?? undefined}
            />
            {picture.children}
          </div>
        </div>
        <figcaption className="large-foot">
          <IconButton label="Previous picture" aria-disabled={at === 0} onClick={() => go(-1)}>
            <Icon name="left" />
          </IconButton>
          <p role="status">
            {at + 1} of {pictures.length}
          </p>
          <IconButton
            label="Next picture"
            aria-disabled={at === pictures.length - 1}
            autoFocus
            onClick={() => go(1)}
            data-testid="next-picture"
          >
            <Icon name="right" />
          </IconButton>
          <p className="large-words" aria-hidden="true">
            {picture.alt}
          </p>
          <IconButton label="Close" className="large-close" onClick={onClose}>
            <Icon name="close" />
          </IconButton>
        </figcaption>
      </figure>
    </dialog>,
    document.body,
  )
}
