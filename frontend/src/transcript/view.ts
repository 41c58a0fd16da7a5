/** What the editor of a transcript shows. */

import type { Segment, Transcript } from '../api/types.ts'
import type { History } from '../logic/history.ts'
import type { Clash } from '../logic/join.ts'
import type { Saving } from '../logic/saving.ts'

/** What the server tells of a transcript beside its passages. */
export type Head = Pick<Transcript, 'warnings' | 'speakers' | 'turns' | 'language' | 'languages' | 'engine'>

export type View = {
  segments: readonly Segment[]
  history: History<Segment>
  saving: Saving
  refusal: unknown
  head: Head
  clashes: Clash[]
  /** Somebody else's work was joined with this; shown until it is dismissed. */
  joined: boolean
}
