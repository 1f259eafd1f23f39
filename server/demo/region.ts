import type { OrganizationKind } from '../../shared/organizations.ts'
import type { SeatRole } from '../lib/actor.ts'

/**
 * The demonstration region: invented people and organizations around two councils of Kamchatka. Everything is stated
 * here in words and days before today, so that each start tells the same story.
 */

export interface DemoPerson {
  key: string
  name: readonly [family: string, given: string, patronymic: string]
}

/** Who administers the region; by this person a demonstration is known again. */
export const administrator = 'vetrova'

export const people: readonly DemoPerson[] = [
  { key: 'vetrova', name: ['Ветрова', 'Ольга', 'Игоревна'] },
  { key: 'gromova', name: ['Громова', 'Людмила', 'Андреевна'] },
  { key: 'kayurin', name: ['Каюрин', 'Павел', 'Степанович'] },
  { key: 'belova', name: ['Белова', 'Наталья', 'Викторовна'] },
  { key: 'lazarev', name: ['Лазарев', 'Игорь', 'Олегович'] },
  { key: 'uvarova', name: ['Уварова', 'Тамара', 'Сергеевна'] },
  { key: 'kim', name: ['Ким', 'Алексей', 'Дмитриевич'] },
  { key: 'shadrin', name: ['Шадрин', 'Роман', 'Валерьевич'] },
  { key: 'polyakova', name: ['Полякова', 'Вера', 'Максимовна'] },
  { key: 'zimina', name: ['Зимина', 'Дарья', 'Олеговна'] },
  { key: 'chernykh', name: ['Черных', 'Андрей', 'Борисович'] },
  { key: 'orlova', name: ['Орлова', 'Ирина', 'Геннадьевна'] },
  { key: 'popov', name: ['Попов', 'Василий', 'Егорович'] },
  { key: 'danilova', name: ['Данилова', 'Зоя', 'Павловна'] },
  { key: 'savelieva', name: ['Савельева', 'Анна', 'Юрьевна'] },
  { key: 'romashov', name: ['Ромашов', 'Кирилл', 'Львович'] },
  { key: 'timofeeva', name: ['Тимофеева', 'Елена', 'Ильинична'] },
  { key: 'loginov', name: ['Логинов', 'Степан', 'Аркадьевич'] },
  { key: 'yaganova', name: ['Яганова', 'Лидия', 'Фёдоровна'] },
  { key: 'gusev', name: ['Гусев', 'Михаил', 'Аркадьевич'] },
  { key: 'sokolova', name: ['Соколова', 'Марина', 'Евгеньевна'] },
  { key: 'nesterova', name: ['Нестерова', 'Галина', 'Ивановна'] },
  { key: 'kozlov', name: ['Козлов', 'Денис', 'Романович'] },
  { key: 'yakovleva', name: ['Яковлева', 'Светлана', 'Петровна'] },
]

export interface DemoOrganization {
  key: string
  kind: OrganizationKind
  name: string
  shortName: string
  municipality: string
  officials?: ReadonlyArray<readonly [person: string, title: string]>
  representatives?: readonly string[]
}

export const organizations: readonly DemoOrganization[] = [
  {
    key: 'admin-olyutorsky',
    kind: 'local_authority',
    name: 'Администрация Олюторского муниципального района',
    shortName: 'Администрация Олюторского района',
    municipality: 'oly',
    officials: [['gusev', 'заместитель главы по социальным вопросам']],
  },
  {
    key: 'admin-palana',
    kind: 'local_authority',
    name: 'Администрация городского округа «посёлок Палана»',
    shortName: 'Администрация Паланы',
    municipality: 'pal',
    officials: [['sokolova', 'начальник отдела по работе с населением']],
  },
  {
    key: 'dobrye-sosedi',
    kind: 'nko',
    name: 'Районная общественная организация «Добрые соседи»',
    shortName: '«Добрые соседи»',
    municipality: 'oly',
    representatives: ['gromova'],
  },
  {
    key: 'chavchuv',
    kind: 'kmns_community',
    name: 'Община коренных малочисленных народов Севера «Чавʼчуваӈ»',
    shortName: 'община «Чавʼчуваӈ»',
    municipality: 'oly',
    representatives: ['kayurin'],
  },
  {
    key: 'teply-dom',
    kind: 'initiative_group',
    name: 'Инициативная группа «Тёплый дом», село Тиличики',
    shortName: 'группа «Тёплый дом»',
    municipality: 'oly',
    representatives: ['nesterova'],
  },
  {
    key: 'severny-bereg',
    kind: 'nko',
    name: 'Автономная некоммерческая организация «Северный берег»',
    shortName: 'АНО «Северный берег»',
    municipality: 'pal',
    representatives: ['kozlov'],
  },
  {
    key: 'shkola-aktivista',
    kind: 'nko',
    name: 'Автономная некоммерческая организация «Школа активиста»',
    shortName: 'АНО «Школа активиста»',
    municipality: 'pk',
    representatives: ['yakovleva'],
  },
]

export interface DemoCouncil {
  key: string
  name: string
  shortName: string
  municipality: string
  authority: string
  established: number
  basis: string
  members: ReadonlyArray<readonly [person: string, role: SeatRole, organization: string | null]>
}

export const councils: readonly DemoCouncil[] = [
  {
    key: 'olyutorsky',
    name: 'Общественный совет при Администрации Олюторского муниципального района',
    shortName: 'Олюторский совет',
    municipality: 'oly',
    authority: 'admin-olyutorsky',
    established: 9,
    basis: 'Положение об общественном совете Олюторского района, пункты 4.2–4.6',
    members: [
      ['gromova', 'chair', 'dobrye-sosedi'],
      ['kayurin', 'deputy', 'chavchuv'],
      ['belova', 'secretary', null],
      ['lazarev', 'member', null],
      ['uvarova', 'member', 'dobrye-sosedi'],
      ['kim', 'member', null],
      ['shadrin', 'member', 'teply-dom'],
      ['polyakova', 'member', null],
      ['zimina', 'observer', null],
    ],
  },
  {
    key: 'palana',
    name: 'Общественный совет при Администрации городского округа «посёлок Палана»',
    shortName: 'Паланский совет',
    municipality: 'pal',
    authority: 'admin-palana',
    established: 9,
    basis: 'Положение об общественном совете посёлка Палана, раздел 5',
    members: [
      ['chernykh', 'chair', null],
      ['orlova', 'secretary', null],
      ['popov', 'member', null],
      ['danilova', 'member', 'severny-bereg'],
      ['savelieva', 'member', null],
      ['romashov', 'member', 'severny-bereg'],
      ['timofeeva', 'member', null],
      ['loginov', 'member', null],
      ['yaganova', 'member', null],
    ],
  },
]

/** Who sits without a vote: the secretary in Тиличики is a civil servant. */
export const withoutVote: readonly string[] = ['belova', 'zimina']
