/** Short messages at the foot of the page, some with an Undo button. */

import { Button, IconButton } from './Button.tsx'
import { Icon } from './Icon.tsx'
import { Store, useStore } from '../store.ts'

type Toast = { id: number; words: string; action?: { label: string; run: () => void } }

const toasts = new Store<Toast[]>([])
let last = 0

const dismiss = (id: number) => toasts.set((list) => list.filter((t) => t.id !== id))

export function toast(words: string, action?: Toast['action'], lastsMs = action ? 12_000 : 5_000): void {
  const id = ++last
  toasts.set((list) => [...list.slice(-2), { id, words, action }])
  setTimeout(() => dismiss(id), lastsMs)
}

export function Toasts() {
  const list = useStore(toasts)
  return (
    <div className="toasts" role="status" aria-live="polite">
      {list.map((t) => (
        <div className="toast" key={t.id} data-testid="toast">
          <p>{t.words}</p>
          {t.action && (
            <Button
              look="quiet"
              onClick={() => {
                dismiss(t.id)
                t.action?.run()
              }}
            >
              {t.action.label}
            </Button>
          )}
          <IconButton label="Dismiss" onClick={() => dismiss(t.id)}>
            <Icon name="close" size={16} />
          </IconButton>
        </div>
      ))}
    </div>
  )
}
