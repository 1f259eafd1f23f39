import { ALL, completed, copyKey, dropAll, openDatabase, promised, type Copy, type Unsent } from './idb.ts'
import { dismissWitnesses } from './witness.ts'

export interface UnsentDraft {
  draftId: string
  title: string
  edits: number
  changedAt: string
}

/** Whether this browser keeps a copy of the draft for this person. */
export async function hasCopy(personId: string, draftId: string): Promise<boolean> {
  const db = await openDatabase()
  try {
    return (
      (await promised(db.transaction('copy').objectStore('copy').getKey([personId, draftId]))) !== undefined
    )
  } finally {
    db.close()
  }
}

/** Drafts with edits of this person that are only in this browser. Ask before forgetting. */
export async function unsentDrafts(personId: string): Promise<UnsentDraft[]> {
  const db = await openDatabase()
  try {
    const transaction = db.transaction(['copy', 'unsent'])
    const [copies, unsent] = await Promise.all([
      promised(
        transaction.objectStore('copy').getAll(IDBKeyRange.bound([personId], [personId, []])) as IDBRequest<
          Copy[]
        >,
      ),
      promised(transaction.objectStore('unsent').index('person').getAll(personId) as IDBRequest<Unsent[]>),
    ])
    return copies.flatMap(({ draft, title, changedAt }) => {
      const edits = unsent.filter((each) => each.copy === copyKey(personId, draft)).length
      return edits > 0 ? [{ draftId: draft, title, edits, changedAt }] : []
    })
  } finally {
    db.close()
  }
}

/** Wipes every copy that this person has in this browser, also what was never sent. */
export async function forgetDrafts(personId: string): Promise<void> {
  const db = await openDatabase()
  try {
    const transaction = db.transaction(ALL, 'readwrite', { durability: 'strict' })
    const copies = transaction.objectStore('copy')
    const mine = copies.getAllKeys(IDBKeyRange.bound([personId], [personId, []]))
    mine.onsuccess = () => {
      for (const key of mine.result) {
        const [person, draft] = key as [string, string]
        copies.delete(key)
        dropAll(transaction, 'copy', copyKey(person, draft))
      }
    }
    await completed(transaction)
    dismissWitnesses(personId)
  } finally {
    db.close()
  }
}
