/** What is decided shows by itself. */
export const csr = true
