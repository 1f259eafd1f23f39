import { closeCode, type LineRole } from '../../shared/drafts.ts'

/** Why the server, or this page itself, takes no more edits. */
export type StopReason =
  | 'signed_out'
  | 'no_access'
  | 'gone'
  | 'conflict'
  | 'too_large'
  | 'frozen'
  | 'outdated'
  | 'damaged'
  | 'broken'

/** Everything the status line is worked out from. Edits are counted: `made` on this page, `acked`, `kept` of them. */
export interface DraftState {
  /** opening: neither seen the server's text nor failed to; up: connected and the first exchange is over. */
  line: 'opening' | 'up' | 'down'
  role: LineRole
  frozen: boolean
  /** The server has asked this very connection for our edits, so it will answer for them. */
  offered: boolean
  made: number
  /** On the server's disk. */
  acked: number
  /** On this device's disk. */
  kept: number
  keepingFailed: boolean
  /** The exchange goes by HTTP: WebSocket is blocked on the way. */
  detour: boolean
  stop: StopReason | null
}

export type DraftEvent =
  | { type: 'edited' }
  | { type: 'acked'; n: number }
  | { type: 'kept'; n: number }
  | { type: 'keeping failed' }
  | { type: 'met'; role: LineRole; frozen: boolean }
  | { type: 'offered' }
  | { type: 'road'; detour: boolean }
  | { type: 'synced' }
  | { type: 'lost' }
  | { type: 'stopped'; reason: StopReason }

export type DraftLabel =
  | { kind: 'opening' | 'saving' | 'saved' | 'offline_saved' | 'offline_kept' | 'unsaved' }
  | { kind: 'frozen' | 'reading' | 'reading_offline' }
  | { kind: 'rejected' | 'stopped'; reason: StopReason }

/** A page just opened. `unsent`: this device keeps edits that an earlier page could not send; they count as one. */
export const openedState = (role: LineRole, unsent = false): DraftState => ({
  line: 'opening',
  role,
  frozen: false,
  offered: false,
  made: unsent ? 1 : 0,
  acked: 0,
  kept: unsent ? 1 : 0,
  keepingFailed: false,
  detour: false,
  stop: null,
})

export function step(state: DraftState, event: DraftEvent): DraftState {
  switch (event.type) {
    case 'edited':
      return { ...state, made: state.made + 1 }
    case 'acked':
      return { ...state, acked: Math.min(Math.max(state.acked, event.n), state.made) }
    case 'kept':
      return { ...state, kept: Math.min(Math.max(state.kept, event.n), state.made), keepingFailed: false }
    case 'keeping failed':
      return { ...state, keepingFailed: true }
    case 'met':
      // Whoever is met again has signed in again.
      return {
        ...state,
        role: event.role,
        frozen: event.frozen,
        stop: state.stop === 'signed_out' ? null : state.stop,
      }
    case 'offered':
      return { ...state, offered: true }
    case 'road':
      return { ...state, detour: event.detour }
    case 'synced':
      return { ...state, line: 'up' }
    case 'lost':
      return { ...state, line: 'down', offered: false }
    case 'stopped':
      // The first reason is the one that explains the rest.
      return { ...state, line: 'down', offered: false, stop: state.stop ?? event.reason }
  }
}

export const isPending = (state: DraftState): boolean => state.made > state.acked

const isKept = (state: DraftState) => state.kept >= state.made

/** The one sentence about this text. It never claims more than is known (I15). */
export function labelOf(state: DraftState): DraftLabel {
  if (isPending(state)) return pendingLabel(state)
  if (state.stop === 'frozen') return { kind: 'frozen' }
  if (state.stop) return { kind: 'stopped', reason: state.stop }
  if (state.line === 'opening') return { kind: 'opening' }
  if (state.frozen) return { kind: 'frozen' }
  if (state.role === 'read') return { kind: state.line === 'up' ? 'reading' : 'reading_offline' }
  return { kind: state.line === 'up' ? 'saved' : 'offline_saved' }
}

function pendingLabel(state: DraftState): DraftLabel {
  // Nobody refused the edits of somebody signed out: they wait for the same person.
  if (state.stop && state.stop !== 'signed_out') return { kind: 'rejected', reason: state.stop }
  if (state.line === 'up') {
    // Who may not write is not asked for edits, so nobody will ever answer for these.
    if (!state.offered && state.frozen) return { kind: 'rejected', reason: 'frozen' }
    if (!state.offered && state.role === 'read') return { kind: 'rejected', reason: 'no_access' }
    return { kind: 'saving' }
  }
  if (isKept(state)) return { kind: 'offline_kept' }
  return { kind: state.keepingFailed ? 'unsaved' : 'saving' }
}

/** Whether leaving the page now would lose edits: on neither disk, or refused for good. */
export const wouldLose = (state: DraftState): boolean =>
  isPending(state) && (!isKept(state) || labelOf(state).kind === 'rejected')

/** Whether typing still makes sense. Somebody signed out may go on: the edits wait on this device. */
export const mayType = (state: DraftState): boolean =>
  state.role === 'write' && !state.frozen && (state.stop === null || state.stop === 'signed_out')

/** Codes that the server means for good; every other one is retried. */
const stops: Partial<Record<number, StopReason>> = {
  [closeCode.badMessage]: 'damaged',
  [closeCode.signedOut]: 'signed_out',
  [closeCode.noAccess]: 'no_access',
  [closeCode.notFound]: 'gone',
  [closeCode.conflict]: 'conflict',
  [closeCode.tooLarge]: 'too_large',
  [closeCode.frozen]: 'frozen',
  [closeCode.outdated]: 'outdated',
}

export const stopReason = (code: number): StopReason => stops[code] ?? 'damaged'
