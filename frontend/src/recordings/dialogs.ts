/** The dialogs of a recording, loaded when one opens. */

import { later } from '../ui/later.tsx'

export const AgainDialog = later(() => import('./AgainDialog.tsx'))
export const KeepDialog = later(() => import('./KeepDialog.tsx'))
export const TagDialog = later(() => import('./TagDialog.tsx'))
