import { MESSAGE_MOST } from '../../shared/drafts.ts'

const KIB = 1024
const MIB = 1024 * KIB

/** What one stranger, one person and one draft may cost the house. */
export interface Limits {
  /** One WebSocket message, bytes. */
  message: number
  /** One draft as a Yjs update, bytes: nothing is added beyond it, taking away goes on. */
  draft: number
  connectionsPerDraft: number
  connectionsPerPerson: number
  /** A connection that sends faster is read more slowly, not refused. */
  messagesPerSecond: number
  messagesBurst: number
  /** After so many messages of one line the others have their turn. */
  messagesInOneBreath: number
  bytesPerSecond: number
  bytesBurst: number
  /** A question of three bytes is answered with the whole text. */
  stateQuestionsPerSecond: number
  stateQuestionsBurst: number
  /** How often words that came too late are looked after in one draft. */
  lateWordsPerSecond: number
  lateWordsBurst: number
  /** How often a connection may miss something and be asked for all it has, in its life. */
  resyncs: number
  /** Bytes that may wait for a reader who does not read; beyond it they are told the difference later. */
  waiting: number
  waitingSeconds: number
  awarenessState: number
  /** From the upgrade to its decision. */
  doorSeconds: number
  idleSeconds: number
  keepaliveSeconds: number
  recheckSeconds: number
  /**
   * A keystroke waits for company this many times as long as telling everybody costs here beyond `companyFromMs`: writing to sockets
   * costs more than everything else together. A draft with hundreds of lookers-on waits a few milliseconds, a busy machine longer.
   */
  companyShare: number
  companyMsMost: number
  /** Where telling everybody costs less than this, waking up once more costs as much: then nobody waits. */
  companyFromMs: number
  /** Updates that are applied in one breath. */
  slice: number
  /** A text that nobody has written for so long is kept as bytes, unless it is larger. */
  sleepSeconds: number
  sleepBytes: number
  awarenessMs: number
  awarenessRenewalMs: number
  commitRetriesMs: readonly number[]
  /** Rows of the log after which a snapshot is worth it when a draft is put away or rests; four times as many while it is written. */
  snapshotRows: number
  /** Named versions of one draft: nothing thins them out. */
  namedVersions: number
  /** How long nobody may have written before a draft that stays open is compacted so early. */
  restBeforeCompactingSeconds: number
  /** How long hints to other nodes are gathered, and how often a node looks without any. */
  hintMs: number
  pollSeconds: number
}

export const limits: Limits = {
  message: MESSAGE_MOST,
  draft: 4 * MIB,
  connectionsPerDraft: 1000,
  connectionsPerPerson: 40,
  messagesPerSecond: 120,
  messagesBurst: 600,
  messagesInOneBreath: 200,
  bytesPerSecond: 256 * KIB,
  bytesBurst: 2 * MIB,
  stateQuestionsPerSecond: 1,
  stateQuestionsBurst: 10,
  lateWordsPerSecond: 1,
  lateWordsBurst: 20,
  resyncs: 50,
  waiting: MIB,
  waitingSeconds: 30,
  awarenessState: 4 * KIB,
  doorSeconds: 5,
  idleSeconds: 30,
  keepaliveSeconds: 20,
  recheckSeconds: 30,
  companyShare: 4,
  companyMsMost: 20,
  companyFromMs: 2,
  slice: 500,
  sleepSeconds: 5,
  sleepBytes: 512 * KIB,
  awarenessMs: 300,
  awarenessRenewalMs: 10_000,
  commitRetriesMs: [50, 250, 1000],
  snapshotRows: 500,
  namedVersions: 300,
  restBeforeCompactingSeconds: 10,
  hintMs: 20,
  pollSeconds: 5,
}
