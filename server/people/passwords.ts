import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto'

/** OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }

function argon2id(password: string, nonce: Buffer, cost: typeof COST): Promise<Buffer> {
  const parameters: Argon2Parameters = { message: password.normalize('NFKC'), nonce, ...cost }
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

/** A PHC string (`$argon2id$v=19$m=…`), made off the event loop. */
export async function passwordDigest(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const key = await argon2id(password, nonce, COST)
  const { memory, passes, parallelism } = COST
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${nonce.toString('base64url')}$${key.toString('base64url')}`
}

/** Whether the password fits. With no digest it takes as long and says no, so that nobody learns who has an account. */
export async function passwordFits(password: string, stored: string | null): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored ?? '')
  if (!match) {
    await argon2id(password, randomBytes(16), COST)
    return false
  }
  const [, memory, passes, parallelism, nonce = '', key = ''] = match
  const expected = Buffer.from(key, 'base64url')
  const cost = {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  }
  return timingSafeEqual(await argon2id(password, Buffer.from(nonce, 'base64url'), cost), expected)
}
