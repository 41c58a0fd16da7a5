import { clock } from '../logic/format.ts'
import type { Reach } from '../logic/speakers.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import type { Named } from './naming.ts'
import { VoiceName } from '../ui/VoiceName.tsx'

const FAR: Record<Reach, string> = {
  passage: 'speaks at',
  next_speaker: 'speaks to the next speaker, from',
  end: 'speaks on from',
}

type Props = { named: Named; start_ms: number; onExtend: (reach: Reach) => void; onClose: () => void }

/** Who was just named, and how far that can go. */
export function NamedBar({ named, start_ms, onExtend, onClose }: Props) {
  return (
    <div className="named" data-testid="named">
      <p role="status">
        <VoiceName name={named.voice.name} tone={named.voice.tone} /> {FAR[named.reach]} {clock(start_ms)}.
      </p>
      {named.reach === 'passage' && (
        <>
          <Button look="quiet" aria-keyshortcuts="N" onClick={() => onExtend('next_speaker')}>
            To the next speaker <kbd>N</kbd>
          </Button>
          <Button look="quiet" aria-keyshortcuts="H" onClick={() => onExtend('end')}>
            From here on <kbd>H</kbd>
          </Button>
        </>
      )}
      <IconButton label="Close" onClick={onClose}>
        <Icon name="close" size={16} />
      </IconButton>
    </div>
  )
}
