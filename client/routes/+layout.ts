/** Pages are read without scripts; a page that lives says `export const csr = true` beside it. */
export const csr = false
