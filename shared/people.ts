export interface PersonName {
  familyName: string
  givenName: string
  patronymic: string | null
}

const initial = (name: string | null) => (name ? `${[...name][0]}.` : '')

/** «Иванов И.И.», as in lists of official papers. */
export const listName = ({ familyName, givenName, patronymic }: PersonName): string =>
  `${familyName} ${initial(givenName)}${initial(patronymic)}`

/** «И.И. Иванов», as beside a signature. */
export const signatureName = ({ familyName, givenName, patronymic }: PersonName): string =>
  `${initial(givenName)}${initial(patronymic)} ${familyName}`

/** «Иванов Иван Иванович». */
export const fullName = ({ familyName, givenName, patronymic }: PersonName): string =>
  [familyName, givenName, patronymic].filter(Boolean).join(' ')
