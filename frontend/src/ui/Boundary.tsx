import { Component, type ReactNode } from 'react'
import { Button } from './Button.tsx'

type State = { error: unknown }

/** After an exception in the page: says so and offers to reload, instead of a white page. */
export class Boundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: unknown): State {
    return { error }
  }

  override render() {
    if (this.state.error === null) return this.props.children
    return (
      <main className="page lonely" role="alert">
        <h1>This page stumbled</h1>
        <p>
          The mistake is ours and your recordings are safe. Load the page again; if it stumbles again, tell us
          what you did.
        </p>
        <Button look="primary" onClick={() => window.location.reload()}>
          Load again
        </Button>
      </main>
    )
  }
}
