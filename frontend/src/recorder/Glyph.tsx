/** The icons of the recorder, drawn like the others, but loaded with it. */

import { Drawing } from '../ui/Icon.tsx'

const paths = {
  record: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 7.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z',
  screen: 'M2.500 4h15v10h-15zM7 17h6M10 14v3',
  camera: 'M2.500 5.500h10v9h-10zM12.500 9l5-2.500v7l-5-2.500',
  microphone:
    'M10 2.500a2.500 2.500 0 0 0-2.500 2.500v4.500a2.500 2.500 0 0 0 5 0V5A2.500 2.500 0 0 0 10 2.500zM5 9a5 5 0 0 0 10 0M10 14v3.500',
  stop: 'M5.500 5.500h9v9h-9z',
} as const

export function Glyph({ name, size = 20 }: { name: keyof typeof paths; size?: number }) {
  return <Drawing className="icon" size={size} path={paths[name]} />
}
