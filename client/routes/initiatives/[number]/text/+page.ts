/** Here a text is written. */
export const csr = true
