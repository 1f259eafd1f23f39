export { openProposalsOf, takeProposals } from './exchange.ts'
export { noteDecisions } from './moves.ts'
