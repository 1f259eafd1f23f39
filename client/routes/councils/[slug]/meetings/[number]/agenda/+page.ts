/** Items are dragged, or moved without the page going away; everything else works without scripts. */
export const csr = true
