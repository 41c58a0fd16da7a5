import { savingWords, type Saving } from '../logic/saving.ts'
import { connection } from '../api/connection.ts'
import { Icon } from './Icon.tsx'
import { useStore } from '../store.ts'

/** The state of saving, in words. `failure` is the error of the last attempt. */
export function SaveState({ saving, failure }: { saving: Saving; failure: unknown }) {
  const online = useStore(connection) !== 'offline'
  return (
    <p className={`saving saving-${saving}`} role="status" data-testid="saving" data-state={saving}>
      {saving === 'saved' && <Icon name="check" size={16} />}
      {savingWords(saving, failure, online)}
    </p>
  )
}
