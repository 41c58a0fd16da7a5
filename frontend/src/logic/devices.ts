/** What a person reads when a device cannot be used. */

export type Device = 'screen' | 'camera' | 'microphone'

export type Trouble = { title: string; detail: string }

const ALLOW = 'Click the sign at the left of the address (a lock or two sliders), allow the'
const OTHERS: Record<Device, string> = {
  screen: 'Choose another window or tab, or record the camera or the microphone alone.',
  camera: 'Or switch the camera off above and record without it.',
  microphone: 'Or switch the microphone off above and record without your voice.',
}

/** The words for an error of `getUserMedia` or `getDisplayMedia`, by its name and message. */
export function deviceTrouble(device: Device, error: { name: string; message: string }): Trouble {
  const again = device === 'screen' ? 'choose “Start recording” again' : 'choose “Try again”'
  switch (error.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return refused(device, error.message)
    case 'NotFoundError':
    case 'OverconstrainedError':
      return {
        title: `No ${device} was found`,
        detail: `Plug one in and ${again}. ${OTHERS[device]}`,
      }
    case 'NotReadableError':
    case 'AbortError':
      return {
        title: `The ${device} does not start`,
        detail: `Another program may use it. Close that program and ${again}. ${OTHERS[device]}`,
      }
    default:
      return {
        title: `The ${device} cannot be used`,
        detail: `The browser says: “${error.message || error.name}”. Load the page again, and ${again}. ${OTHERS[device]}`,
      }
  }
}

function refused(device: Device, message: string): Trouble {
  // Chromium's words when the operating system refuses, as macOS does until it is allowed in its settings.
  if (/system/i.test(message))
    return {
      title: `This computer does not let the browser use the ${device}`,
      detail: `Open the privacy settings of the computer, allow the browser to use the ${device === 'screen' ? 'screen (“Screen recording”)' : device}, and start the browser again. ${OTHERS[device]}`,
    }
  if (device === 'screen')
    return {
      title: 'Nothing was chosen to share',
      detail: 'Choose “Start recording” again, pick a screen, a window or a tab, and then “Share”.',
    }
  return {
    title: `The ${device} is not allowed`,
    detail: `${ALLOW} ${device}, and choose “Try again”. ${OTHERS[device]}`,
  }
}

/** What is said when a device stops while it is recorded. */
export const LOST: Record<'camera' | 'microphone', Trouble> = {
  camera: {
    title: 'The camera has stopped',
    detail: 'The recording goes on without it. Plug it in again and choose “Use it again”.',
  },
  microphone: {
    title: 'The microphone has stopped',
    detail: 'The recording goes on without your voice. Plug it in again and choose “Use it again”.',
  },
}

export const SILENT: Trouble = {
  title: 'Nothing is heard from the microphone',
  detail: 'Is it muted, or is another one chosen? Speak: this note goes when you are heard.',
}
