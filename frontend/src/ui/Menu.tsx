import {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react'

type Props = {
  label: string
  trigger: ReactNode
  triggerClass?: string
  children: ReactNode
  tabIndex?: number
  testid?: string
}

const BESIDE_PX = 4
const EDGE_PX = 8

/** A button that opens a list of actions; arrows walk it, Escape closes it. */
export function Menu({ label, trigger, triggerClass = 'icon-button', children, tabIndex, testid }: Props) {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  useStand(button, list, open)

  const close = (giveBack: boolean) => {
    setOpen(false)
    if (giveBack) button.current?.focus()
  }

  useEffect(() => {
    if (!open) return
    items(root.current)[0]?.focus({ preventScroll: true })
    const outside = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false)
    }
    document.addEventListener('pointerdown', outside)
    return () => document.removeEventListener('pointerdown', outside)
  }, [open])

  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return
    const list = items(root.current)
    const now = list.indexOf(document.activeElement as HTMLElement)
    const go = (i: number) => {
      event.preventDefault()
      list.at(i % list.length)?.focus()
    }
    if (event.key === 'Escape') {
      event.stopPropagation()
      close(true)
    } else if (event.key === 'ArrowDown') go(now + 1)
    else if (event.key === 'ArrowUp') go(now - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(-1)
    else if (event.key === 'Tab') close(false)
  }

  return (
    <div className="menu" ref={root} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        tabIndex={tabIndex}
        className={triggerClass}
        title={label}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        data-testid={testid}
        onClick={() => setOpen(!open)}
      >
        {trigger}
      </button>
      {open && (
        <div
          ref={list}
          className="menu-list"
          id={id}
          role="menu"
          popover="manual"
          aria-label={label}
          onClick={() => close(true)}
        >
          {children}
        </div>
      )}
    </div>
  )
}

/** Above everything else on the page, at its button: below it, or above it where there is more room. */
function useStand(
  button: RefObject<HTMLElement | null>,
  list: RefObject<HTMLElement | null>,
  open: boolean,
): void {
  useLayoutEffect(() => {
    const element = list.current
    if (!open || !element) return
    const stand = () => {
      const at = button.current!.getBoundingClientRect()
      const { width, height } = element.getBoundingClientRect()
      const below = at.bottom + BESIDE_PX
      const above = at.top - BESIDE_PX - height
      const top = below + height <= innerHeight - EDGE_PX || above < EDGE_PX ? below : above
      element.style.top = `${within(top, innerHeight - height)}px`
      element.style.left = `${within(at.right - width, document.documentElement.clientWidth - width)}px`
    }
    element.showPopover()
    stand()
    addEventListener('scroll', stand, { capture: true, passive: true })
    addEventListener('resize', stand)
    return () => {
      removeEventListener('scroll', stand, { capture: true })
      removeEventListener('resize', stand)
    }
  }, [open, button, list])
}

const within = (at: number, most: number) => Math.max(EDGE_PX, Math.min(at, most - EDGE_PX))

function items(root: HTMLElement | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>('[role="menuitem"]:not(:disabled)') ?? [])]
}

type ItemProps = {
  icon?: ReactNode
  danger?: boolean
  hint?: string
  disabled?: boolean
  onSelect: () => void
  children: ReactNode
}

export function MenuItem({ icon, danger = false, hint, disabled, onSelect, children }: ItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      disabled={disabled}
      className={danger ? 'menu-item menu-danger' : 'menu-item'}
      onClick={onSelect}
    >
      {icon}
      <span>{children}</span>
      {hint && <small>{hint}</small>}
    </button>
  )
}

export function MenuHeading({ children }: { children: ReactNode }) {
  return (
    <p className="menu-heading" role="presentation">
      {children}
    </p>
  )
}
