/** Keeps the screen on. A phone that sleeps records nothing. */

/** Returns what lets the screen sleep again. Where there is no wake lock, nothing happens. */
export function stayAwake(): () => void {
  let lock: WakeLockSentinel | null = null
  let isOver = false
  // The browser takes the lock away whenever the page is hidden.
  const take = async () => {
    if (document.visibilityState !== 'visible' || isOver) return
    // Refused with an empty battery, for example: the recording goes on as long as the screen does.
    lock = (await navigator.wakeLock?.request('screen').catch(() => null)) ?? null
    if (isOver) void lock?.release()
  }
  void take()
  document.addEventListener('visibilitychange', take)
  return () => {
    isOver = true
    document.removeEventListener('visibilitychange', take)
    void lock?.release()
  }
}
