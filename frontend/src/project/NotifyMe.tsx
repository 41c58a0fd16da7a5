import { useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'

/** Asks the browser for leave to notify, only because somebody pressed the button. */
export function NotifyMe() {
  const [allowed, setAllowed] = useState(() =>
    'Notification' in window ? Notification.permission : 'denied',
  )
  if (allowed === 'denied') return null
  if (allowed === 'granted') return <p className="aside">You will be told when it is ready.</p>
  return (
    <Button
      look="quiet"
      icon={<Icon name="bell" />}
      onClick={() => void Notification.requestPermission().then(setAllowed)}
    >
      Tell me when it is ready
    </Button>
  )
}
