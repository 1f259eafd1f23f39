import { ballotSha256, isReceipt } from '../../../shared/secret-board.ts'
import type { Manifest, SecretBallot } from '../../../shared/secret-votes.ts'
import type { Sent } from './store.ts'

/** What a voter takes home: the ballot, and the server's word that it took it. */
interface ReceiptFile {
  format: 'veche-ballot-receipt-file'
  voteId: string
  ballotSha256: string
  signature: string
  ballot: SecretBallot
}

/** Gives the receipt as a file. */
export function saveReceipt(voteId: string, { ballot, sha256, receipt }: Sent): void {
  if (receipt === null) return
  const file: ReceiptFile = {
    format: 'veche-ballot-receipt-file',
    voteId,
    ballotSha256: sha256,
    signature: receipt,
    ballot,
  }
  saveFile(`receipt-${sha256.slice(0, 16)}.json`, file)
}

/** Gives something as a file. */
export function saveFile(name: string, content: object): void {
  const text = JSON.stringify(content, null, 2)
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

/** What a file of a receipt says; null for a file that is none of this vote, or whose signature is not the server's. */
export async function readReceipt(
  text: string,
  manifest: Manifest,
): Promise<{ choice: string; sha256: string } | null> {
  try {
    const { voteId, ballot, signature } = JSON.parse(text) as ReceiptFile
    const sha256 = await ballotSha256(ballot)
    const isGood =
      voteId === manifest.voteId && (await isReceipt(manifest, { voteId, ballotSha256: sha256, signature }))
    return isGood ? { choice: ballot.body.choice, sha256 } : null
  } catch {
    return null
  }
}
