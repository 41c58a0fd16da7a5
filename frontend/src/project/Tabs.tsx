import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'

type Tab = { id: string; words: string; note: string | null }

type Props = {
  label: string
  tabs: Tab[]
  current: string
  onChange: (id: string) => void
  children: ReactNode
}

const noteWords: Record<string, string> = { failed: 'failed', working: 'not ready yet', stale: 'out of date' }

/** Tabs as WAI-ARIA describes them: arrow keys choose a tab and show its panel. */
export function Tabs({ label, tabs, current, onChange, children }: Props) {
  const list = useRef<HTMLDivElement>(null)
  const notes = tabs.map((tab) => tab.note).join()
  // A note makes a tab wider.
  useEffect(() => {
    const strip = list.current
    const tab = strip?.querySelector<HTMLElement>('[aria-selected="true"]')
    if (!strip || !tab) return
    const hiddenRight = tab.offsetLeft + tab.offsetWidth > strip.scrollLeft + strip.clientWidth
    if (hiddenRight || tab.offsetLeft < strip.scrollLeft) strip.scrollLeft = tab.offsetLeft - 24
  }, [current, notes])
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const now = tabs.findIndex((t) => t.id === current)
    const to = step ? (now + step + tabs.length) % tabs.length : { Home: 0, End: tabs.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    onChange(tabs[to]!.id)
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[to]?.focus()
  }
  return (
    <>
      <div className="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`tab-${tab.id}`}
            aria-selected={tab.id === current}
            aria-controls="panel"
            tabIndex={tab.id === current ? 0 : -1}
            className={tab.note ? `tab tab-${tab.note}` : 'tab'}
            onClick={() => onChange(tab.id)}
          >
            {tab.words}
            {tab.note && <span className="visually-hidden">, {noteWords[tab.note]}</span>}
          </button>
        ))}
      </div>
      <div className="panel" role="tabpanel" id="panel" aria-labelledby={`tab-${current}`}>
        {children}
      </div>
    </>
  )
}
