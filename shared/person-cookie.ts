/**
 * Whose browser it is, beside the cookie that opens the door: what keeps pages on the device reads it, to show nobody the pages of somebody
 * else. It holds an id, or `NOBODY` after signing out; it opens nothing.
 */
export const PERSON_COOKIE = 'veche_person'
export const NOBODY = 'nobody'

/** Of which drafts this browser has been given a copy to keep; ends with the session of whoever signs out. */
export const COPIES_COOKIE = 'veche_copies'
export const COPIES_PATH = '/api/drafts'
/** In an answer with a text: a copy of it was to be on this device already. */
export const COPY_HEADER = 'veche-copy'
