/** The dialog of a recording's links, loaded when it opens. */

import { later } from '../ui/later.tsx'

export const ShareDialog = later(() => import('./ShareDialog.tsx'))
