/** The keys that lead from one change to the next. */
export const csr = true
