/**
 * Whose browser it is, beside the cookie that opens the door: what keeps pages on the device reads it, to show nobody the pages of somebody
 * else. It holds an id, or `NOBODY` after signing out; it opens nothing.
 */
export const PERSON_COOKIE = 'veche_person'
export const NOBODY = 'nobody'
