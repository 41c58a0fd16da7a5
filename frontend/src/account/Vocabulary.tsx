import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { describe } from '../api/problem.ts'
import { vocabularyQuery } from '../api/queries.ts'
import { wordsOf } from '../uploads/options.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Waiting } from '../ui/Splash.tsx'
import { toast } from '../ui/toasts.tsx'

export function Vocabulary() {
  const client = useQueryClient()
  const query = useQuery(vocabularyQuery)
  const [typed, setTyped] = useState('')
  const words = query.data?.words ?? []

  const set = async (next: string[]) => {
    client.setQueryData(vocabularyQuery.queryKey, { words: next })
    try {
      const { data } = await call('/me/vocabulary', {
        method: 'PUT',
        body: { words: next },
      })
      if (data?.words) client.setQueryData(vocabularyQuery.queryKey, data)
    } catch (error) {
      client.setQueryData(vocabularyQuery.queryKey, { words })
      toast(`${describe(error).title}. ${describe(error).detail}`)
    }
  }

  if (query.isPending) return <Waiting words="Reading your vocabulary" />
  if (query.isError) return <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
  return (
    <div className="vocabulary">
      <form
        className="field-row"
        onSubmit={(event) => {
          event.preventDefault()
          const fresh = wordsOf(typed).filter((word) => !words.includes(word))
          setTyped('')
          if (fresh.length > 0) void set([...words, ...fresh])
        }}
      >
        <label htmlFor="new-word" className="visually-hidden">
          New words
        </label>
        <input
          id="new-word"
          value={typed}
          placeholder="Clueso, Dr. Okonkwo"
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" disabled={wordsOf(typed).length === 0}>
          Add
        </Button>
      </form>
      {words.length === 0 ? (
        <p className="nothing">No words yet.</p>
      ) : (
        <ul className="words" data-testid="vocabulary">
          {words.map((word) => (
            <li key={word}>
              <span>{word}</span>
              <IconButton label={`Remove ${word}`} onClick={() => void set(words.filter((w) => w !== word))}>
                <Icon name="close" size={14} />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
