/** A ballot and its counters live. */
export const csr = true
