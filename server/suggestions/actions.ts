export { openProposalsOf, takeProposals } from './exchange.ts'
