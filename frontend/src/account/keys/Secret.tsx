import { useEffect, useId, useRef } from 'react'
import type { NewSecret } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { toast } from '../../ui/toasts.tsx'

/** A new key, shown once: it is in no cache and gone with this panel. */
export function Secret({ made, onDone }: { made: NewSecret; onDone: () => void }) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  // The form that had the focus is gone.
  useEffect(() => field.current?.select(), [])

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(made.secret)
      toast('The key is copied.')
    } catch {
      field.current?.select()
      toast('The browser does not let the page copy. The key is selected: copy it with the keyboard.')
    }
  }

  return (
    <div className="key-secret" data-testid="secret">
      <div className="field">
        <label htmlFor={id}>The key “{made.name}”</label>
        <input
          id={id}
          ref={field}
          readOnly
          value={made.secret}
          spellCheck={false}
          aria-describedby={`${id}-once`}
          onFocus={(event) => event.target.select()}
        />
      </div>
      <p className="aside" id={`${id}-once`}>
        Copy it now: it is not shown again. Whoever has it can do what it allows, as you.
      </p>
      <div className="key-deeds">
        <Button look="primary" onClick={() => void copy()}>
          Copy the key
        </Button>
        <Button onClick={onDone}>Done</Button>
      </div>
    </div>
  )
}
