/** The icons, drawn on a 20-pixel grid with one stroke. */

const paths = {
  play: 'M6.5 4.2v11.6l9-5.8z',
  pause: 'M6.5 4.5v11M13.5 4.5v11',
  back: 'M4 9.5a6.2 6.2 0 1 1 1.2 4.2M4 4.8v4.7h4.7',
  forward: 'M16 9.5a6.2 6.2 0 1 0-1.2 4.2M16 4.8v4.7h-4.7',
  plus: 'M10 4v12M4 10h12',
  close: 'M5 5l10 10M15 5L5 15',
  check: 'M4 10.5l4 4 8-9',
  search: 'M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13 13l4 4',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  download: 'M10 3.5v9M6 9l4 4 4-4M4 16.5h12',
  upload: 'M10 13V4M6 7.5l4-4 4 4M4 16.5h12',
  tag: 'M4 4.500h6l6.500 6.500-5.500 5.500L4 10zM7.500 8h.01',
  trash: 'M4 5.5h12M8 5.5V3.8h4v1.7M5.5 5.5l.8 11h7.4l.8-11M8.5 8.5v5M11.5 8.5v5',
  pen: 'M12.5 4.5l3 3L7 16H4v-3zM10.8 6.2l3 3',
  undo: 'M7.5 4L4 7.5 7.5 11M4.3 7.5h7.2a4.2 4.2 0 0 1 0 8.5H8',
  redo: 'M12.5 4L16 7.5 12.5 11M15.7 7.5H8.500a4.2 4.2 0 0 0 0 8.5H12',
  person: 'M10 3.500a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM4 16.500c.5-3.200 2.800-4.800 6-4.800s5.500 1.600 6 4.800',
  clock: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6v4.300l2.800 1.700',
  history: 'M3.500 10a6.500 6.500 0 1 0 2-4.700M3.500 3.800v3h3M10 6.500V10l2.500 1.500',
  question: 'M7.500 7.400a2.500 2.500 0 1 1 3.700 2.200c-.8.5-1.200 1-1.200 2M10 14.800h.01',
  sun: 'M10 6.800a3.200 3.200 0 1 0 0 6.400 3.200 3.200 0 0 0 0-6.400zM10 2.500v1.400M10 16.100v1.400M2.500 10h1.400M16.100 10h1.400M4.700 4.700l1 1M14.300 14.300l1 1M15.300 4.700l-1 1M5.700 14.300l-1 1',
  moon: 'M15.800 12.200A6.500 6.500 0 0 1 7.800 4.200a6.500 6.500 0 1 0 8 8z',
  up: 'M10 15.500v-11M5.500 9L10 4.500 14.500 9',
  down: 'M10 4.500v11M5.500 11l4.500 4.500 4.500-4.500',
  left: 'M12.500 4.500L7 10l5.500 5.500',
  right: 'M7.500 4.500L13 10l-5.500 5.500',
  merge: 'M4 4.500h12M4 15.500h12M10 6.500v7M7.500 11l2.500 2.500 2.500-2.500',
  picture: 'M3.500 4.500h13v11h-13zM3.500 13l3.500-3.500 3 3 2.500-2 4 3.500M12.500 7.500h.01',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  again:
    'M15.800 8.500A6.200 6.200 0 0 0 4.500 7M4.200 11.500A6.200 6.200 0 0 0 15.500 13M4.500 3.500V7H8M15.500 16.500V13H12',
  doubt:
    'M3 12.500c1.200-2.500 2.300-2.500 3.500 0s2.300 2.500 3.500 0 2.300-2.500 3.500 0 2.300 2.500 3.500 0M4 6.500h12',
  warning: 'M10 3.500L17.500 16h-15zM10 8.500v3.500M10 14h.01',
  sound:
    'M3.500 8v4h2.800L10 15V5L6.300 8zM12.800 7.500a3.500 3.500 0 0 1 0 5M14.800 5.300a6.500 6.500 0 0 1 0 9.400',
  mute: 'M3.5 8v4h2.8L10 15V5L6.3 8zM13 8l4 4M17 8l-4 4',
  captions: 'M3 4.500h14v11H3zM9 8.800a1.700 1.700 0 1 0 0 2.400M14.500 8.800a1.700 1.700 0 1 0 0 2.400',
  pip: 'M3 4.500h14v11H3zM10.500 10h4v3h-4z',
  theatre: 'M2.500 6h15v8h-15z',
  full: 'M4 7.500V4h3.500M12.500 4H16v3.500M16 12.500V16h-3.500M7.500 16H4v-3.500',
  small: 'M7.500 4v3.500H4M16 7.500h-3.500V4M12.500 16v-3.500H16M4 12.500h3.500V16',
  film: 'M3.500 4.500h13v11h-13zM7 4.500v11M13 4.500v11M3.500 10h13',
  bell: 'M5.500 13.500V9a4.500 4.500 0 0 1 9 0v4.500l1.500 1.500H4zM8.500 17h3',
  grip: 'M7.500 5h.01M12.500 5h.01M7.500 10h.01M12.500 10h.01M7.500 15h.01M12.500 15h.01',
  crop: 'M6 3v11h11M3 6h11v11',
  box: 'M3.500 5.500h13v9h-13z',
  arrow: 'M16 16L4.500 4.500M4.500 4.500H11M4.500 4.500V11',
  number: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM8.500 8l1.800-1.300V13.500',
  blur: 'M4 6h.01M8 6h.01M12 6h.01M16 6h.01M4 10h.01M8 10h.01M12 10h.01M16 10h.01M4 14h.01M8 14h.01M12 14h.01M16 14h.01',
  uncrop: 'M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4',
  unmark:
    'M4.500 6.500v-2h2M13.500 4.500h2v2M15.500 13.500v2h-2M6.500 15.500h-2v-2M7.500 7.500l5 5M12.500 7.500l-5 5',
  share:
    'M8.5 11.500a3 3 0 0 0 4.300 0l2.700-2.700a3 3 0 0 0-4.300-4.300l-1 1M11.500 8.500a3 3 0 0 0-4.300 0l-2.700 2.700a3 3 0 0 0 4.300 4.300l1-1',
  comment: 'M3.500 4.500h13v9H9l-3.500 3v-3h-2z',
  marker: 'M11.500 4.500l4 4-6 6H5.500v-4zM3.500 17h13',
  out: 'M8 4H4.500v12H8M9 10h7.500M13.500 7l3 3-3 3',
} as const

export type IconName = keyof typeof paths

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return <Drawing className={`icon icon-${name}`} size={size} path={paths[name]} />
}

/** One path of the grid, in the colour of its text. */
export function Drawing({ path, size, className }: { path: string; size: number; className: string }) {
  return (
    <svg
      className={className}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={path} />
    </svg>
  )
}
