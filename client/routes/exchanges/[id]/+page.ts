/** Shows its times on the reader's own clock too; reads well without. */
export const csr = true
