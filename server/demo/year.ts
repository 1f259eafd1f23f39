import type { NewWorkItem, PlanForm } from '../../shared/meetings/work-plan.ts'
import { addDays } from '../../shared/calendar.ts'
import { act, type Work } from '../lib/act.ts'
import { newId } from '../lib/ids.ts'
import { addPlanItem, adoptPlan, beginPlan, markPlanItem } from '../meetings/work-plans/actions.ts'
import type { Telling } from './chamber.ts'
import { at } from './days.ts'
import type { Held } from './held.ts'

interface Planned {
  section: number
  title: string
  form: PlanForm
  /** Months from the present one; the year ends where it ends. */
  from: number
  to: number
  responsible: string
  expected?: string
  done?: string
  byMeeting?: true
  byInitiative?: true
}

const planned: readonly Planned[] = [
  {
    ...{ section: 1, title: 'Заседание совета: план работы, дорожка к библиотеке', form: 'meeting' },
    ...{ from: -1, to: 0, responsible: 'Черных А. Б., Орлова И. Г.', byMeeting: true },
  },
  {
    ...{ section: 1, title: 'Заседание совета: итоги года', form: 'meeting' },
    ...{ from: 0, to: 12, responsible: 'Черных А. Б., Орлова И. Г.' },
    expected: 'Отчёт совета за год и предложения на следующий.',
  },
  {
    ...{ section: 2, title: 'Обсуждение инициативы о дорожке от школы к библиотеке', form: 'discussion' },
    ...{ from: -3, to: 0, responsible: 'Данилова З. П.', byInitiative: true },
  },
  {
    ...{ section: 3, title: 'Обмен опытом с Олюторским советом: добровольцы в малом селе', form: 'exchange' },
    ...{ from: 0, to: 1, responsible: 'Савельева А. Ю.' },
  },
  {
    ...{ section: 4, title: 'Проверка уборки снега во дворах', form: 'monitoring' },
    ...{ from: -1, to: 1, responsible: 'Попов В. Е.', expected: 'Список дворов, где снег не вывозят.' },
    done: 'Пройдено двадцать два двора, список передан администрации.',
  },
  {
    ...{ section: 4, title: 'Выезд к жителям Лесной', form: 'visit' },
    ...{ from: -3, to: -1, responsible: 'Попов В. Е., Яганова Л. Ф.' },
  },
  {
    ...{
      section: 5,
      title: 'Встреча со старшеклассниками: как написать в администрацию',
      form: 'legal_education',
    },
    ...{ from: -2, to: 0, responsible: 'Логинов С. А.' },
    done: 'Пришли тридцать два человека.',
  },
  {
    ...{ section: 6, title: 'Рассказ о работе совета на странице посёлка', form: 'information' },
    ...{ from: -12, to: 12, responsible: 'Орлова И. Г.' },
  },
  {
    ...{ section: 7, title: 'Доклад о работе совета за год', form: 'report' },
    ...{ from: 12, to: 12, responsible: 'Черных А. Б.' },
  },
]

/** The work plan of this year: adopted by the meeting that was held, partly fulfilled. */
export async function tellYear(telling: Telling, initiative: string, held: Held): Promise<void> {
  const { today, council, scene } = telling
  const year = Number(today.slice(0, 4))
  const month = Number(today.slice(5, 7))
  const of = { slug: council.slug, year }
  const monthOf = (months: number) => Math.min(12, Math.max(1, month + months))
  const does = async (ago: number, deed: (work: Work) => Promise<unknown>) => {
    const { actor, ground } = await scene('orlova', at(addDays(today, -ago), '16:00'))
    await act(ground, actor, deed)
  }

  await does(40, (work) => beginPlan(work, of))
  const marks: Array<{ id: string; note: string }> = []
  for (const { section, title, form, from, to, responsible, ...rest } of planned) {
    const id = newId()
    const item: NewWorkItem = {
      ...{ id, section, title, form, fromMonth: monthOf(from), toMonth: monthOf(to), responsible },
      ...{ coExecutors: null, expected: rest.expected ?? null },
      meetingNumber: rest.byMeeting ? held.number : null,
      initiativeNumber: rest.byInitiative ? initiative : null,
    }
    await does(40, (work) => addPlanItem(work, of, item))
    if (rest.done) marks.push({ id, note: rest.done })
  }
  await does(20, (work) =>
    adoptPlan(work, of, { meetingNumber: held.number, decisionId: held.planDecisionId }),
  )
  for (const { id, note } of marks)
    await does(6, (work) => markPlanItem(work, of, id, { doneOn: addDays(today, -8), note }))
}
