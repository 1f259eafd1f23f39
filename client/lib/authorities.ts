/** Kinds of organizations that are asked, and answer: ОМСУ and ИОГВ. */
export const isAuthority = (kind: string): boolean => kind === 'local_authority' || kind === 'state_authority'
