/** What is decided at the meeting shows by itself. */
export const csr = true
