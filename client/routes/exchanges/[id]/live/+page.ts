/** Everything in it is pushed to those who are in it. */
export const csr = true
