import { useQuery } from '@tanstack/react-query'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Waiting } from '../../ui/Splash.tsx'
import { Mail } from './Mail.tsx'
import { Push } from './Push.tsx'
import { notificationsQuery } from './queries.ts'

/** How this person hears that a recording is ready. */
export default function Notifications() {
  const query = useQuery(notificationsQuery)
  return (
    <div className="keys" data-testid="notifications">
      {query.isPending && <Waiting words="Reading how you hear of it" />}
      {query.isError && <ErrorNote error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <>
          <Mail mail={query.data.mail} />
          <Push push={query.data.push} />
        </>
      )}
    </div>
  )
}
