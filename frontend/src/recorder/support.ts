/** Whether this browser can record, and keep what it records. */

/** Why not, in words that say what to do; null where it can. */
export function whyNot(): string | null {
  if (!window.isSecureContext)
    return 'Browsers record only on a page with a secure address (https). Tell the people who run Clueso, or record with another program and choose its file.'
  const can =
    'mediaDevices' in navigator &&
    'MediaRecorder' in window &&
    'locks' in navigator &&
    'getDirectory' in navigator.storage
  return can
    ? null
    : 'Take a current Chrome, Edge, Firefox or Safari, or record with another program and choose its file.'
}
