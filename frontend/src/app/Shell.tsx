import { useEffect, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { useAuth } from '../auth/session.ts'
import { useSignOut } from './SignOut.tsx'
import { StorageLine } from './StorageLine.tsx'
import { line } from '../recorder/line.ts'
import { UploadsAside } from '../uploads/UploadsAside.tsx'
import { IconButton } from '../ui/Button.tsx'
import { ConnectionLine } from './ConnectionLine.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Mark } from '../ui/Mark.tsx'
import { Menu, MenuHeading, MenuItem } from '../ui/Menu.tsx'
import { useStore } from '../store.ts'
import { theme, toggleTheme } from '../ui/theme.ts'

/** The frame around every page: name, theme, account, connection. */
export function Shell({ children }: { children: ReactNode }) {
  const session = useAuth()
  const [path, go] = useLocation()
  const now = useStore(theme)
  const recording = useStore(line)
  const signOut = useSignOut(session)

  // The tabs of one project are one page.
  const page = path.split('/').slice(0, 3).join('/')
  useEffect(() => {
    window.scrollTo(0, 0)
  }, [page])

  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="topbar">
        <Link href="/" className="topbar-home" aria-label="Clueso, your recordings">
          <Mark />
        </Link>
        <UploadsAside away={path !== '/'} />
        {recording && path !== '/' && (
          <Link href="/" className="uploads-aside">
            {recording}
          </Link>
        )}
        <nav className="topbar-nav" aria-label="Main">
          <Link href="/" aria-current={path === '/' ? 'page' : undefined} className="topbar-link">
            Recordings
          </Link>
          <IconButton
            label={now === 'dark' ? 'Light theme' : 'Dark theme'}
            onClick={toggleTheme}
            data-testid="theme"
          >
            <Icon name={now === 'dark' ? 'sun' : 'moon'} />
          </IconButton>
          {session.switcher ??
            (session.organization && <span className="topbar-owner">{session.organization}</span>)}
          <Menu label="Account" trigger={<Icon name="person" />} testid="account-menu">
            {session.name && (
              <MenuHeading>
                Signed in as {session.name}
                {session.organization && ` of ${session.organization}`}
              </MenuHeading>
            )}
            <MenuItem icon={<Icon name="person" />} onSelect={() => go('/account')}>
              Account and vocabulary
            </MenuItem>
            <MenuItem icon={<Icon name="out" />} onSelect={signOut.start}>
              Sign out
            </MenuItem>
          </Menu>
        </nav>
      </header>
      <ConnectionLine />
      <StorageLine />
      {children}
      {signOut.dialog}
    </>
  )
}
