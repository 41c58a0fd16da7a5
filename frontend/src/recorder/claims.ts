/** Which recordings this tab works on. A second tab leaves them alone; a tab that is gone holds none. */

const WAIT_MS = 1_500

const claimed = new Set<string>()
const lockOf = (id: string) => `clueso-recording-${id}`

/** Take a recording for as long as this page lives. Returns false while another tab has it. */
export function claim(id: string): Promise<boolean> {
  if (claimed.has(id)) return Promise.resolve(true)
  return new Promise((answer, failed) => {
    navigator.locks
      .request(lockOf(id), { ifAvailable: true }, (lock) => {
        if (lock) claimed.add(id)
        answer(lock !== null)
        return lock && new Promise(() => {})
      })
      .catch(failed)
  })
}

/** Whether no other tab works on a recording. A page that is being reloaded may take a moment to go. */
export async function isFree(id: string): Promise<boolean> {
  if (claimed.has(id)) return true
  const signal = AbortSignal.timeout(WAIT_MS)
  return navigator.locks
    .request(lockOf(id), { signal }, () => true)
    .catch((error: unknown) => {
      if (signal.aborted) return false
      throw error
    })
}
