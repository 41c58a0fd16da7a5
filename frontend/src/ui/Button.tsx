import type { ComponentProps, ReactNode } from 'react'

type Props = ComponentProps<'button'> & {
  look?: 'primary' | 'plain' | 'quiet' | 'danger'
  busy?: boolean
  icon?: ReactNode
}

/** A button with words. While `busy` it is disabled and shows that work is in progress. */
export function Button({
  look = 'plain',
  busy = false,
  icon,
  children,
  className = '',
  disabled,
  ...rest
}: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={`button button-${look} ${className}`}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
    >
      {icon}
      <span>{children}</span>
      {busy && <span className="button-busy" aria-hidden="true" />}
    </button>
  )
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & { label: string; children: ReactNode }

/** A button that shows an icon; `label` is its name and its tooltip. */
export function IconButton({ label, className = '', children, ...rest }: IconButtonProps) {
  return (
    <button type="button" title={label} aria-label={label} {...rest} className={`icon-button ${className}`}>
      {children}
    </button>
  )
}
