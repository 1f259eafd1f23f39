import type { Id, Instant } from '../../shared/values.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    person: PersonTable
    session: SessionTable
    accountLink: AccountLinkTable
  }
}

export interface PersonTable {
  id: Id
  email: string
  familyName: string
  givenName: string
  patronymic: string | null
  passwordDigest: string | null
  administratorSince: Instant | null
  createdAt: Instant
  closedAt: Instant | null
}

export interface SessionTable {
  id: Id
  personId: Id
  secretDigest: string
  device: string
  createdAt: Instant
  seenAt: Instant
  expiresAt: Instant
}

export interface AccountLinkTable {
  id: Id
  secretDigest: string
  purpose: 'set_password' | 'first_administrator'
  personId: Id | null
  createdAt: Instant
  expiresAt: Instant
  usedAt: Instant | null
}
