/** True around what the person may only read. */

import { createContext } from 'react'

export const OnlyReadContext = createContext(false)
