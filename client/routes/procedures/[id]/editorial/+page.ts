/** Here the commission writes. */
export const csr = true
