/** The text is written live. */
export const csr = true
