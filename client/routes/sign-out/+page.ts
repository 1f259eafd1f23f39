/** What a person wrote is wiped from a shared computer, which only a script can do. */
export const csr = true
