import { RSABSSA } from '@cloudflare/blindrsa-ts'
import type { OpenedVote } from '../../server/votes/actions.ts'
import type { CouncilRules } from '../../shared/council-rules.ts'
import { canonicalJson } from '../../shared/drafts.ts'
import type { SecretView } from '../../shared/secret-views.ts'
import {
  tokenText,
  type Board,
  type CastReceipt,
  type IssueReply,
  type Manifest,
  type SecretBallot,
} from '../../shared/secret-votes.ts'
import type { Id } from '../../shared/values.ts'
import type { Answer, Client, House } from '../house.ts'
import { after, minutes, votingCouncil } from './votes.ts'

const suite = RSABSSA.SHA384.PSS.Randomized()
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))
const text = (value: Uint8Array | ArrayBuffer) => Buffer.from(value as Uint8Array).toString('base64url')
const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** A member with a ballot of their own making, as a browser makes it. */
export class Voter {
  readonly voteId: Id
  readonly mh: string
  readonly key: string
  readonly blinded: string
  readonly #tokenKey: CryptoKey
  readonly #pair: CryptoKeyPair
  readonly #message: Uint8Array
  readonly #inverse: Uint8Array
  token: SecretBallot['token'] | null = null

  private constructor(
    voteId: Id,
    mh: string,
    key: string,
    tokenKey: CryptoKey,
    pair: CryptoKeyPair,
    message: Uint8Array,
    blinded: { blindedMsg: Uint8Array; inv: Uint8Array },
  ) {
    this.voteId = voteId
    this.mh = mh
    this.key = key
    this.#tokenKey = tokenKey
    this.#pair = pair
    this.#message = message
    this.blinded = text(blinded.blindedMsg)
    this.#inverse = blinded.inv
  }

  static async of({ voteId, tokenKey }: Manifest, mh: string): Promise<Voter> {
    const pair = await crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify'])
    const key = text(await crypto.subtle.exportKey('raw', pair.publicKey))
    const publicKey = await crypto.subtle.importKey(
      'jwk',
      tokenKey,
      { name: 'RSA-PSS', hash: 'SHA-384' },
      true,
      ['verify'],
    )
    const message = suite.prepare(Buffer.from(tokenText(mh, key)))
    return new Voter(voteId, mh, key, publicKey, pair, message, await suite.blind(publicKey, message))
  }

  ask = (client: Client) => client.post<IssueReply>(`/votes/${this.voteId}/issue`, { blinded: this.blinded })

  /** Asks for the ballot and unblinds what came. */
  async receive(client: Client): Promise<Answer<IssueReply>> {
    const answer = await this.ask(client)
    if (answer.status === 200) await this.unblind(answer.body)
    return answer
  }

  async unblind({ blindSignature }: IssueReply): Promise<void> {
    const signature = await suite.finalize(
      this.#tokenKey,
      this.#message,
      bytes(blindSignature),
      this.#inverse,
    )
    this.token = { msg: text(this.#message), sig: text(signature) }
  }

  async ballot(choice: string, seq = 1, changed: Partial<SecretBallot['body']> = {}): Promise<SecretBallot> {
    const body = { mh: this.mh, key: this.key, seq, choice, ...changed }
    const signature = await crypto.subtle.sign(ECDSA, this.#pair.privateKey, Buffer.from(canonicalJson(body)))
    return { body, token: this.token!, sig: text(signature) }
  }
}

/** Puts a ballot into the box as a browser does: without a name. */
export async function cast(
  house: House,
  voteId: Id,
  ballot: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<CastReceipt & { code?: string }>> {
  const answer = await house.app.inject({
    method: 'POST',
    url: `/api/votes/${voteId}/secret-ballots`,
    payload: ballot as object,
    headers,
  })
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
}

export const secretView = async (client: Client, voteId: Id): Promise<SecretView> =>
  (await client.get<SecretView>(`/votes/${voteId}/secret`)).body

export const boardOf = async (client: Client, voteId: Id): Promise<Board> =>
  (await client.get<Board>(`/votes/${voteId}/board.json`)).body

/** A council of `n` members, the chair first and the secretary second, with a secret vote: ten minutes to take a ballot, ten to cast it. */
export async function secretCouncil(
  house: House,
  n: number,
  values: { rules?: Partial<CouncilRules>; vote?: Partial<OpenedVote> } = {},
) {
  const council = await votingCouncil(house, n, {
    ...(values.rules && { rules: values.rules }),
    vote: {
      form: 'secret',
      issuanceClosesAt: after(house, minutes(10)),
      closesAt: after(house, minutes(20)),
      ...values.vote,
    },
  })
  const { manifest, manifestSha256 } = await secretView(council.chair, council.voteId)
  return { ...council, manifest: manifest!, mh: manifestSha256! }
}

/** Everybody of these takes a ballot; answers with their voters. */
export async function issueAll(
  voteId: Id,
  { manifest, mh }: { manifest: Manifest; mh: string },
  members: readonly Client[],
): Promise<Voter[]> {
  const voters = await Promise.all(members.map(() => Voter.of(manifest, mh)))
  for (const [i, voter] of voters.entries()) {
    const { status } = await voter.receive(members[i]!)
    if (status !== 200) throw new Error(`Member ${i} of ${voteId} got no ballot: ${status}.`)
  }
  return voters
}
