import { useId, useState } from 'react'
import { describe } from '../api/problem.ts'
import { recall, remember } from '../storage.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { later } from '../ui/later.tsx'
import { begin, linksIn } from './links.ts'
import { defaultOptions, rememberDefaults } from './options.ts'

const OptionsForm = later(() => import('./OptionsForm.tsx'))

/** What was typed stays in this browser until the server has it. */
const KEPT = 'links'

type Refusal = { link: string; detail: string }

/** Recordings from links to their files. The server fetches them, so the page may be closed. */
export default function PasteLink() {
  const id = useId()
  const [text, setText] = useState(() => recall(KEPT, ''))
  const [options, setOptions] = useState(defaultOptions)
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<readonly Refusal[]>([])
  const [said, setSaid] = useState('')
  const links = linksIn(text)

  const write = (written: string) => {
    setText(written)
    remember(KEPT, written || null)
  }

  const add = async () => {
    setBusy(true)
    setSaid('')
    rememberDefaults(options)
    const left: Refusal[] = []
    for (const link of links) {
      try {
        await begin(link, options)
      } catch (error) {
        left.push({ link, detail: describe(error).detail })
      }
      write([...left.map((refusal) => refusal.link), ...links.slice(links.indexOf(link) + 1)].join('\n'))
    }
    setRefused(left)
    setBusy(false)
    const begun = links.length - left.length
    if (begun > 0) setSaid(`Clueso fetches ${begun === 1 ? 'it' : 'them'} now. You can close the page.`)
  }

  return (
    <form
      className="paste-link"
      aria-label="Add recordings from links"
      onSubmit={(event) => {
        event.preventDefault()
        if (links.length > 0) void add()
      }}
    >
      <label htmlFor={`${id}-links`}>Or paste a link to a recording</label>
      <div className="paste-link-line">
        <textarea
          id={`${id}-links`}
          rows={Math.min(8, Math.max(1, text.split('\n').length))}
          value={text}
          readOnly={busy}
          spellCheck={false}
          placeholder="https://…/talk.mp4"
          aria-describedby={`${id}-note`}
          aria-invalid={refused.length > 0}
          onChange={(event) => {
            write(event.target.value)
            setRefused([])
            setSaid('')
          }}
          onKeyDown={(event) => {
            // A link has no line breaks. Several are separated with Shift and Enter, or pasted.
            if (event.key !== 'Enter' || event.shiftKey) return
            event.preventDefault()
            event.currentTarget.form?.requestSubmit()
          }}
        />
        <Button type="submit" busy={busy} disabled={links.length === 0} icon={<Icon name="plus" />}>
          {links.length > 1 ? `Add ${links.length} links` : 'Add'}
        </Button>
      </div>
      <div className="paste-link-foot">
        <p className="aside" id={`${id}-note`} role="status">
          {said ||
            'A link to the file itself, which opens without signing in. Several links: one in each line.'}
        </p>
        {links.length > 0 && (
          <Button look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
            Options
          </Button>
        )}
      </div>
      {open && links.length > 0 && <OptionsForm options={options} onChange={setOptions} />}
      {refused.map(({ link, detail }) => (
        <p className="upload-error" role="alert" key={link} data-testid="link-error">
          <strong>{shortened(link)}</strong> {detail}
        </p>
      ))}
    </form>
  )
}

/** The link without what may be long or secret in it. */
function shortened(link: string): string {
  const plain = link.split(/[?#]/)[0]!
  return `${plain.length > 80 ? `${plain.slice(0, 80)}…` : plain}:`
}
