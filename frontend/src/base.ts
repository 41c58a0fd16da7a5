/** Where this page lives. */

// Each built file lies one folder below the base path, and so does this one in development.
const here = import.meta.url

/** The path that the server was given (BASE_PATH), without a slash at its end: "" at the root of a host. */
export const basePath = new URL('..', here).pathname.replace(/\/$/, '')
