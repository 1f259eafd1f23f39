/** Here an amendment is written. */
export const csr = true
