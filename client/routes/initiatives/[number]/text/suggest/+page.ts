/** Here a suggestion is written. */
export const csr = true
