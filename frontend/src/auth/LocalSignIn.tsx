import { useId, useState, type FormEvent } from 'react'
import { describe } from '../api/problem.ts'
import { Button } from '../ui/Button.tsx'
import type { Who } from './LocalProvider.tsx'
import { SignInFrame } from './SignInFrame.tsx'

export function LocalSignIn({
  expired,
  onSignIn,
}: {
  expired: boolean
  onSignIn: (who: Who) => Promise<void>
}) {
  const id = useId()
  const [userId, setUserId] = useState('')
  const [organization, setOrganization] = useState('')
  const [role, setRole] = useState('member')
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!userId.trim()) return setError('Type a name to sign in with.')
    setBusy(true)
    setError(null)
    try {
      const name = organization.trim()
      await onSignIn({ userId: userId.trim(), ...(name && { organization: name, role }) })
    } catch (problem) {
      setError(describe(problem).detail)
      setBusy(false)
    }
  }

  return (
    <SignInFrame expired={expired}>
      <form onSubmit={submit} className="signin-form" noValidate>
        <label htmlFor={id}>Your name</label>
        <input
          id={id}
          name="user_id"
          value={userId}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={error !== null}
          aria-describedby={error ? `${id}-error` : `${id}-note`}
          onChange={(event) => setUserId(event.target.value)}
        />
        <details>
          <summary>As a member of an organisation</summary>
          <label htmlFor={`${id}-organization`}>Name of the organisation</label>
          <input
            id={`${id}-organization`}
            value={organization}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => setOrganization(event.target.value)}
          />
          <label htmlFor={`${id}-role`}>What you may do there</label>
          <select id={`${id}-role`} value={role} onChange={(event) => setRole(event.target.value)}>
            <option value="viewer">View</option>
            <option value="member">View and edit</option>
            <option value="admin">View, edit and manage</option>
          </select>
        </details>
        {error && (
          <p className="field-error" id={`${id}-error`} role="alert">
            {error}
          </p>
        )}
        <Button type="submit" look="primary" busy={busy}>
          Sign in
        </Button>
        <p className="aside" id={`${id}-note`}>
          <strong>Development sign-in.</strong> No password is asked: whoever runs this server trusts
          everybody on it.
        </p>
      </form>
    </SignInFrame>
  )
}
