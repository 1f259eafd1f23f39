import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readRoll } from '../../server/councils/roll.ts'

const brief = (text: string) =>
  readRoll(text).map(({ name, email, role, organization }) => [
    [name.familyName, name.givenName, name.patronymic].join('|'),
    email,
    role,
    organization,
  ])

test.each([
  ['tabs, as copied from a table', 'Иванова Анна Петровна\tA@example.org\tчлен\tАНО «Маяк, север»'],
  ['semicolons', 'Иванова Анна Петровна; a@example.org ;Член совета; АНО «Маяк, север»'],
  ['commas with quotes', '"Иванова Анна Петровна",a@example.org,член,"АНО «Маяк, север»"'],
  ['the name in three columns', 'Иванова;Анна;Петровна;a@example.org;член;АНО «Маяк, север»'],
  ['numbers before the names', '1.\tИванова\tАнна\tПетровна\ta@example.org\tчлен\tАНО «Маяк, север»'],
  ['a byte order mark', '\uFEFFИванова Анна Петровна;a@example.org;член;АНО «Маяк, север»'],
])('a list with %s reads the same', (_, text) => {
  expect(brief(text)).toEqual([['Иванова|Анна|Петровна', 'a@example.org', 'member', 'АНО «Маяк, север»']])
})

test.each([
  ['председатель', 'chair'],
  ['Заместитель председателя', 'deputy'],
  ['зам. председателя', 'deputy'],
  ['ответственный секретарь', 'secretary'],
  ['Член Совета', 'member'],
  ['', 'member'],
  ['наблюдатель', 'observer'],
  ['приглашённый', 'observer'],
  ['Chair', 'chair'],
  ['король', null],
])('«%s» is the role %s', (written, role) => {
  expect(readRoll(`А Б;a@example.org;${written}`)[0]?.role).toBe(role)
})

test('a vote is taken away only where the list says so', () => {
  const votes = ['секретарь', 'секретарь без голоса', 'член без права голоса', 'наблюдатель'].map(
    (written) => readRoll(`А Б;a@example.org;${written}`)[0]?.hasVote,
  )
  expect(votes).toEqual([true, false, false, false])
})

test('a line of headings and empty lines are no people; numbers of lines are those of the text', () => {
  const text = 'Фамилия Имя Отчество\tE-mail\n\nИванова Анна\ta@example.org\n\t\t\nПетров Пётр\tp@example.org'
  expect(readRoll(text).map(({ line }) => line)).toEqual([3, 5])
})

test('a line without an e-mail is kept, so that the answer can name what is wrong with it', () => {
  expect(brief('Иванова Анна;нет почты;член')).toEqual([['Иванова|Анна|', 'нет почты', 'member', '']])
})

test('any text at all is read without an error, one person a line at most', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
      expect(readRoll(text).length).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length)
    }),
  )
})
