/** The ballot is made in this browser, and the board and the windows are live. */
export const csr = true
