/** Everything that this browser keeps of drafts. No Yjs here: signing out needs it too. */
const DATABASE = 'veche-drafts'

export interface Copy {
  person: string
  draft: string
  epoch: number
  title: string
  /** Instant of the last edit of our own. */
  changedAt: string
}

export interface Row {
  copy: string
  bytes: Uint8Array
}

export interface Unsent {
  row: number
  copy: string
  person: string
}

export const copyKey = (personId: string, draftId: string) => `${personId}/${draftId}`

export function promised<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the device refused to read'))
  })
}

/** Resolves when the transaction is on the disk, not when its requests were taken. */
export function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    const fail = () => reject(transaction.error ?? new Error('the device refused to write'))
    transaction.onabort = fail
    transaction.onerror = fail
  })
}

export function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => {
      const db = request.result
      db.createObjectStore('copy', { keyPath: ['person', 'draft'] })
      db.createObjectStore('row', { autoIncrement: true }).createIndex('copy', 'copy')
      const unsent = db.createObjectStore('unsent', { keyPath: 'row' })
      unsent.createIndex('copy', 'copy')
      unsent.createIndex('person', 'person')
    }
    request.onsuccess = () => {
      // Another page of ours that brings a newer form must not wait for this one.
      request.result.onversionchange = () => request.result.close()
      resolve(request.result)
    }
    request.onerror = () => reject(request.error ?? new Error('the device keeps nothing'))
    request.onblocked = () => reject(new Error('another page holds an older form of the drafts'))
  })
}

export const ALL = ['copy', 'row', 'unsent']

export function dropAll(transaction: IDBTransaction, index: 'copy', key: string): void {
  for (const name of ['row', 'unsent']) {
    const store = transaction.objectStore(name)
    const cursor = store.index(index).openKeyCursor(key)
    cursor.onsuccess = () => {
      if (!cursor.result) return
      store.delete(cursor.result.primaryKey)
      cursor.result.continue()
    }
  }
}
