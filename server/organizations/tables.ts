import type { Day, Id, Instant } from '../../shared/values.ts'
import type { Municipality, OrganizationKind } from '../../shared/organizations.ts'
import type { Post } from '../lib/actor.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    municipality: MunicipalityTable
    dayOff: DayOffTable
    organization: OrganizationTable
    post: PostTable
  }
}

export interface MunicipalityTable {
  code: string
  validFrom: Day
  validTo: Day | null
  name: string
  kind: Municipality['kind']
  centre: string
  oktmo: string | null
  population2021: number | null
  basis: string | null
}

export interface DayOffTable {
  on: Day
  kind: 'holiday' | 'workday'
  name: string
}

export interface OrganizationTable {
  id: Id
  slug: string
  kind: OrganizationKind
  name: string
  shortName: string
  municipalityCode: string | null
  timeZone: string
  inn: string | null
  ogrn: string | null
  createdAt: Instant
}

export interface PostTable {
  id: Id
  organizationId: Id
  personId: Id
  role: Post['role']
  title: string | null
  startsOn: Day
  endsOn: Day | null
}
