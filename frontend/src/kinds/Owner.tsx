import { createContext, useContext } from 'react'
import type { ActionItem } from '../api/types.ts'
import type { Known } from '../logic/speakers.ts'
import { VoiceName } from '../ui/VoiceName.tsx'
import { Icon } from '../ui/Icon.tsx'

/** The speakers of the recording. */
export const VoicesContext = createContext<readonly Known[]>([])

/** The owner of an action item, in the colour of the speaker with that name. */
export function Owner({ owner }: Pick<ActionItem, 'owner'>) {
  const voices = useContext(VoicesContext)
  if (!owner) return null
  const voice = voices.find((one) => one.name === owner)
  return (
    <span className="owner" data-testid="owner">
      <span className="visually-hidden">To be done by </span>
      {voice ? (
        <VoiceName name={owner} tone={voice.tone} />
      ) : (
        <>
          <Icon name="person" size={14} />
          {owner}
        </>
      )}
    </span>
  )
}
