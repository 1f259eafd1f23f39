/**
 * For `<details {...unfolded(…)}>`: open where there is something to see at once. Unlike `open={false}` it says nothing of the others,
 * so that what a reader has unfolded before the scripts came is not folded again under their hands.
 */
export const unfolded = (isOpen: boolean): { open?: true } => (isOpen ? { open: true } : {})
