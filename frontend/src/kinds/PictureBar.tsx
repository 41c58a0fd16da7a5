import { useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import type { MarkKind } from '../api/types.ts'
import { IconButton } from '../ui/Button.tsx'
import { Icon, type IconName } from '../ui/Icon.tsx'

/** What is drawn on the picture next. */
export type Tool = MarkKind | 'crop'

const TOOLS: [Tool, string][] = [
  ['crop', 'Crop'],
  ['box', 'Draw a box'],
  ['arrow', 'Draw an arrow'],
  ['number', 'Place a number'],
  ['blur', 'Blur a part'],
]

type Props = {
  root: RefObject<HTMLDivElement | null>
  /** The number of the step. */
  number: number
  tool: Tool | null
  isCropped: boolean
  hasProposed: boolean
  hasVideo: boolean
  /** `byKeys`: not by a pointer, which goes on to draw. */
  onTool: (tool: Tool | null, byKeys: boolean) => void
  onScreen: () => void
  onOwn: (file: File) => void
  onWhole: () => void
  onDismiss: () => void
  onNone: () => void
}

type Item = {
  icon: IconName
  label: string
  run: (byKeys: boolean) => void
  pressed?: boolean
  testid?: string
}

/** What can be done with a picture, as a bar over it. Arrow keys walk it. */
export function PictureBar({ root, number, tool, isCropped, hasProposed, hasVideo, ...on }: Props) {
  const [at, setAt] = useState(0)
  const file = useRef<HTMLInputElement>(null)
  const items: Item[] = [
    ...(hasVideo
      ? [
          {
            icon: 'picture' as const,
            label: 'Choose another screen',
            run: on.onScreen,
            testid: 'pick-picture',
          },
        ]
      : []),
    ...TOOLS.map(([each, label]): Item => ({
      icon: each,
      label,
      pressed: tool === each,
      run: (byKeys) => on.onTool(tool === each ? null : each, byKeys),
    })),
    ...(isCropped ? [{ icon: 'uncrop' as const, label: 'Show the whole picture', run: on.onWhole }] : []),
    ...(hasProposed
      ? [{ icon: 'unmark' as const, label: 'Remove the proposed marks', run: on.onDismiss }]
      : []),
    { icon: 'upload', label: 'Use a picture of your own', run: () => file.current?.click() },
    { icon: 'trash', label: 'Show no picture', run: on.onNone },
  ]
  const current = Math.min(at, items.length - 1)

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Escape') on.onTool(null, true)
    const by = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: items.length - 1 }[event.key]
    if (by === undefined || event.altKey) return
    event.preventDefault()
    const buttons = event.currentTarget.querySelectorAll('button')
    buttons[(by + items.length) % items.length]?.focus()
  }

  return (
    <div
      ref={root}
      className="picture-bar"
      role="toolbar"
      aria-label={`Picture of step ${number}`}
      data-testid="picture-bar"
      onKeyDown={onKeyDown}
    >
      {items.map(({ icon, label, run, pressed, testid }, index) => (
        <IconButton
          key={label}
          label={label}
          aria-pressed={pressed}
          tabIndex={index === current ? 0 : -1}
          onFocus={() => setAt(index)}
          // A key presses a button without a click of a pointer before it.
          onClick={(event) => run(event.detail === 0)}
          data-testid={testid}
        >
          <Icon name={icon} size={18} />
        </IconButton>
      ))}
      <OwnFile ref={file} onChoose={on.onOwn} />
    </div>
  )
}

type FileProps = { ref: RefObject<HTMLInputElement | null>; onChoose: (file: File) => void }

/** Asks for a picture of the person's own. */
export function OwnFile({ ref, onChoose }: FileProps) {
  return (
    <input
      ref={ref}
      type="file"
      hidden
      accept="image/png,image/jpeg,image/webp"
      aria-label="A picture of your own"
      onChange={({ currentTarget }) => {
        const [chosen] = currentTarget.files ?? []
        if (chosen) onChoose(chosen)
        currentTarget.value = ''
      }}
    />
  )
}
