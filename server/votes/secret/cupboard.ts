import { createCipheriv, createDecipheriv, createPrivateKey, randomBytes, type KeyObject } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Id } from '../../../shared/values.ts'
import type { KeyPurpose } from './tables.ts'

const CIPHER = 'aes-256-gcm'
const [WRAP, IV, TAG] = [32, 12, 16]

/**
 * Private keys of secret votes lie in the database sealed, and what opens each of them in a file of its own beside it. So no copy of
 * the database, none of its logs and free pages, holds a key that could sign a ballot; and with its file a key is gone wherever it was
 * copied to (docs/decisions/0015-secret-ballots.md).
 */
export class KeyCupboard {
  readonly #folder: string

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'ballot-keys')
  }

  /** Seals a private key for the database and puts what opens it on the disk. */
  seal(voteId: Id, purpose: KeyPurpose, key: KeyObject): string {
    const [wrap, iv] = [randomBytes(WRAP), randomBytes(IV)]
    const cipher = createCipheriv(CIPHER, wrap, iv)
    const sealed = Buffer.concat([
      iv,
      cipher.update(key.export({ type: 'pkcs8', format: 'der' })),
      cipher.final(),
      cipher.getAuthTag(),
    ])
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    write(this.#file(voteId, purpose), 'w', wrap)
    return sealed.toString('base64')
  }

  /** The key; null when its file is not here, as on a machine that a backup was brought to. */
  open(voteId: Id, purpose: KeyPurpose, sealed: string): KeyObject | null {
    const wrap = this.#read(voteId, purpose)
    if (!wrap) return null
    const bytes = Buffer.from(sealed, 'base64')
    const decipher = createDecipheriv(CIPHER, wrap, bytes.subarray(0, IV))
    decipher.setAuthTag(bytes.subarray(-TAG))
    const key = Buffer.concat([decipher.update(bytes.subarray(IV, -TAG)), decipher.final()])
    return createPrivateKey({ key, type: 'pkcs8', format: 'der' })
  }

  /** Overwrites and removes what opens a key. Doing it twice is doing it once. */
  destroy(voteId: Id, purpose: KeyPurpose): void {
    const file = this.#file(voteId, purpose)
    if (this.#read(voteId, purpose)) write(file, 'r+', Buffer.alloc(WRAP))
    rmSync(file, { force: true })
  }

  /** Removes what opens a key that a vote of this database no longer has: a crash came between the two. */
  sweep(votes: readonly { voteId: Id }[], keys: readonly { voteId: Id; purpose: KeyPurpose }[]): void {
    const known = new Set(keys.map(({ voteId, purpose }) => `${voteId}.${purpose}`))
    for (const { voteId } of votes)
      for (const purpose of ['token', 'board'] as const)
        if (!known.has(`${voteId}.${purpose}`)) this.destroy(voteId, purpose)
  }

  #file = (voteId: Id, purpose: KeyPurpose) => join(this.#folder, `${voteId}.${purpose}`)

  #read(voteId: Id, purpose: KeyPurpose): Buffer | null {
    return orNull(() => readFileSync(this.#file(voteId, purpose)))
  }
}

/** What is not there is null; any other trouble of the disk is told. */
function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function write(file: string, flags: 'w' | 'r+', bytes: Buffer): void {
  const handle = openSync(file, flags, 0o600)
  try {
    writeSync(handle, bytes)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
