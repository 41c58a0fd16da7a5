/** Whether this is a phone or a tablet: nothing can be dropped there, and no screen shared. */
export const isPhone = window.matchMedia('(hover: none) and (pointer: coarse)').matches
