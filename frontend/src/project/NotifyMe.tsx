import { useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'

/** A button that asks the browser for permission to notify. */
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
