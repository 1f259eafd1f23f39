/** «3f9a71c2», how a SHA-256 begins: what a seal shows, and what whoever has no password signs with. */
export const codeOf = (sha256: string): string => sha256.slice(0, 8)

/** «3F9A-71C2-0B44»: enough of a SHA-256 to tell two things apart by eye, on paper. */
export const fingerprint = (sha256: string): string => parts(sha256, 12).join('-').toUpperCase()

/** «3f9a 71c2 0b44 9d10»: what many people compare with one another, of a board, a ballot or a day of the journal. */
export const boardCode = (sha256: string): string => parts(sha256, 16).join(' ')

const parts = (sha256: string, letters: number) => sha256.slice(0, letters).match(/.{4}/g) ?? []
