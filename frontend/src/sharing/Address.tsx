import { useEffect, useId, useRef } from 'react'
import type { NewAddress } from '../api/types.ts'
import { Button } from '../ui/Button.tsx'
import { toast } from '../ui/toasts.tsx'
import { frameCode } from './words.ts'

type Props = { made: NewAddress; title: string; onDone: () => void }

/** A new link, shown once: its address is in no cache and gone with this panel. */
export function Address({ made, title, onDone }: Props) {
  const address = new URL(made.url, location.href).href
  return (
    <div className="share-made" data-testid="address">
      <Copied label="The link" copy="Copy the link" text={address} isFirst />
      {made.embed && (
        <Copied
          label="HTML for a frame in your own pages"
          copy="Copy the HTML"
          text={frameCode(address, title)}
        />
      )}
      <p className="aside">
        Copy it now: it is not shown again. Whoever has it{made.has_password && ' and the password'} sees what
        you chose, without signing in.
      </p>
      <div className="link-deeds">
        <Button onClick={onDone}>Done</Button>
      </div>
    </div>
  )
}

type Text = { label: string; copy: string; text: string; isFirst?: boolean }

/** A text to copy. The first one takes the focus: the form that had it is gone. */
function Copied({ label, copy, text, isFirst = false }: Text) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (isFirst) field.current?.select()
  }, [isFirst])

  const take = async () => {
    try {
      await navigator.clipboard.writeText(text)
      toast('Copied.')
    } catch {
      field.current?.select()
      toast('The browser does not let the page copy. The text is selected: copy it with the keyboard.')
    }
  }

  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-row">
        <input
          id={id}
          ref={field}
          readOnly
          value={text}
          spellCheck={false}
          onFocus={(event) => event.target.select()}
        />
        <Button look={isFirst ? 'primary' : 'plain'} aria-label={copy} onClick={() => void take()}>
          Copy
        </Button>
      </div>
    </div>
  )
}
