/** Light or dark: the system's choice until a person makes one. */

import { recall, remember } from '../storage.ts'
import { Store } from '../store.ts'

export type Theme = 'light' | 'dark'

const dark = window.matchMedia('(prefers-color-scheme: dark)')

export const theme = new Store<Theme>(
  recall<Theme | null>('theme', null) ?? (dark.matches ? 'dark' : 'light'),
)

function show(): void {
  document.documentElement.dataset.theme = theme.get()
}

export function followTheme(): void {
  show()
  theme.subscribe(show)
  dark.addEventListener('change', () => {
    if (recall('theme', null) === null) theme.set(dark.matches ? 'dark' : 'light')
  })
}

export function toggleTheme(): void {
  theme.set((now) => (now === 'dark' ? 'light' : 'dark'))
  remember('theme', theme.get())
}
