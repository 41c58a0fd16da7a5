import { useQuery } from '@tanstack/react-query'
import { tagsQuery } from '../api/queries.ts'
import type { ListedProject } from '../api/types.ts'
import { languageName } from '../logic/format.ts'
import { tagKey } from '../logic/tags.ts'
import { useWishes } from './address.ts'

const SORTS = [
  ['', 'Newest first'],
  ['created', 'Oldest first'],
  ['title', 'Title, A to Z'],
  ['-title', 'Title, Z to A'],
  ['-length', 'Longest first'],
  ['length', 'Shortest first'],
] as const

const DAYS = [1, 7, 30, 365] as const
const DAY_MS = 86_400_000

/** How the list is sorted, and filters beside the status. */
export default function ListTools({ projects }: { projects: readonly ListedProject[] }) {
  const [wishes, set] = useWishes()
  const { data: tags = [] } = useQuery(tagsQuery(''))
  const wish = (name: Parameters<typeof set>[0]) => wishes.get(name) ?? ''
  const [tag, language, after] = [wish('tag'), wish('language'), wish('created_after')]
  const tagNames = tags.map(({ name }) => name)
  const known = tagNames.find((name) => tagKey(name) === tagKey(tag))
  const languages = [...new Set([...projects.map((project) => project.language), language])].filter(Boolean)
  return (
    <div className="list-more">
      <Choice label="Sort" value={wish('sort')} onChange={(value) => set('sort', value)}>
        {SORTS.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </Choice>
      {(tagNames.length > 0 || tag) && (
        <Choice label="Tag" value={known ?? tag} onChange={(value) => set('tag', value)}>
          <option value="">Any tag</option>
          {[...tagNames, ...(tag && !known ? [tag] : [])].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Choice>
      )}
      {(languages.length > 1 || language) && (
        <Choice label="Language" value={language} onChange={(value) => set('language', value)}>
          <option value="">Any language</option>
          {languages.map((code) => (
            <option key={code} value={code!}>
              {languageName(code)}
            </option>
          ))}
        </Choice>
      )}
      <Choice label="Added" value={after} onChange={(value) => set('created_after', value)}>
        <option value="">At any time</option>
        {DAYS.map((days) => (
          <option key={days} value={isSince(after, days) ? after : daysAgo(days)}>
            {days === 1 ? 'In the last day' : days === 365 ? 'In the last year' : `In the last ${days} days`}
          </option>
        ))}
        {after && !DAYS.some((days) => isSince(after, days)) && (
          <option value={after}>Since {new Date(after).toLocaleDateString('en')}</option>
        )}
      </Choice>
    </div>
  )
}

type ChoiceProps = {
  label: string
  value: string
  onChange: (value: string) => void
  children: React.ReactNode
}

function Choice({ label, value, onChange, children }: ChoiceProps) {
  return (
    <label className="list-choice">
      <span>{label}</span>
      <select
        value={value}
        data-set={value !== '' || undefined}
        onChange={(event) => onChange(event.target.value)}
      >
        {children}
      </select>
    </label>
  )
}

/** The start of the day that was so many days ago, so that the address of today finds today's list again. */
function daysAgo(days: number): string {
  const start = new Date(Date.now() - days * DAY_MS)
  start.setHours(0, 0, 0, 0)
  return start.toISOString().replace(/\.\d+/, '')
}

const isSince = (moment: string, days: number) => moment === daysAgo(days)
