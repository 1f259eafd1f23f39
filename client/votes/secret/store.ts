import type { SecretBallot } from '../../../shared/secret-votes.ts'

/** A ballot on its way: kept here until the server's receipt for it is, and after that as what the voter can look up. */
export interface Sent {
  ballot: SecretBallot
  sha256: string
  /** Not before this moment of this device (milliseconds), so that the moment of choosing is not that of sending. */
  sendAt: number
  /** The server's signature, once it has taken the ballot. */
  receipt: string | null
  /** The code with which the server has refused it. */
  refused: string | null
}

/** What one person has in this browser for one vote. Nothing of it leaves the browser but what the protocol says. */
export interface Kept {
  id: string
  voteId: string
  mh: string
  /** The raw point of the key that signs the ballot. */
  key: string
  /** Cannot be taken out of the browser. */
  signer: CryptoKey
  message: string
  inverse: string
  blinded: string
  /** The certified message; null until the server has answered. */
  tokenSig: string | null
  sent: Sent[]
}

const STORE = 'ballots'

export const keptId = (personId: string, voteId: string): string => `${personId}:${voteId}`

/** Of two pages that make a ballot at once one is the first: answers with what is kept. */
export const addKept = (made: Kept): Promise<Kept> =>
  within('readwrite', async (store) => {
    const first = await answer(store.get(made.id) as IDBRequest<Kept | undefined>)
    if (first) return first
    await answer(store.add(made))
    return made
  })

export const findKept = (id: string): Promise<Kept | undefined> =>
  within('readonly', (store) => answer(store.get(id) as IDBRequest<Kept | undefined>))

/** Writes a change of what is kept; `change` sees what other pages have written meanwhile. */
export const changeKept = (id: string, change: (kept: Kept) => Kept): Promise<Kept | undefined> =>
  within('readwrite', async (store) => {
    const kept = await answer(store.get(id) as IDBRequest<Kept | undefined>)
    if (!kept) return undefined
    const changed = change(kept)
    await answer(store.put(changed))
    return changed
  })

async function within<T>(mode: IDBTransactionMode, deed: (store: IDBObjectStore) => Promise<T>): Promise<T> {
  const opening = indexedDB.open('veche-ballots', 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: 'id' })
  const database = await answer(opening)
  try {
    const transaction = database.transaction(STORE, mode, { durability: 'strict' })
    const isDone = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('Nothing was kept.'))
    })
    const result = await deed(transaction.objectStore(STORE))
    await isDone
    return result
  } finally {
    database.close()
  }
}

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The browser keeps nothing.'))
  })
