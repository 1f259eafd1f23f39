import type { Talk } from './comments.ts'
import type { Suggested } from './suggestions.ts'
import type { InitiativeKind, InitiativeSector } from '../../shared/initiatives.ts'
import type { Ground } from '../../shared/reviews.ts'
import type { Choice } from '../../shared/votes.ts'

/** What happened to an initiative, and how many days before today; the last step leaves it where it stands now. */
export type Step =
  | { do: 'discuss' | 'send'; ago: number }
  | ({ do: 'talk' } & Talk)
  | ({ do: 'suggest' } & Suggested)
  | { do: 'name'; ago: number; by: string; title: string }
  | { do: 'add'; by: string; words: string }
  | { do: 'vote'; ago: number; by: string; openDays: number; ballots: Readonly<Record<string, Choice>> }
  | { do: 'submit'; ago: number; by: string; to: string }
  | { do: 'register'; ago: number; by: string; number: string }
  | {
      do: 'conclude'
      ago: number
      by: string
      outNumber: string
      verdict: 'accepted' | 'accepted_partially' | 'rejected'
      ground?: Ground
      part?: string
      text: string
    }
  | { do: 'withdraw'; ago: number; reason: string }

export interface Story {
  council: string
  municipality: string
  author: string
  organization: string | null
  coauthors: readonly string[]
  title: string
  kind: InitiativeKind
  sector: InitiativeSector
  problem: string
  proposal: string
  result: string
  plan: readonly string[]
  resources: string
  begun: number
  steps: readonly Step[]
}

const all = (choice: Choice, ...people: string[]) =>
  Object.fromEntries(people.map((person) => [person, choice]))

const olyutorsky = ['gromova', 'kayurin', 'lazarev', 'uvarova', 'kim', 'shadrin', 'polyakova']

/** What a meeting has decided about, and what the one of today has on its agenda. */
export const footpath = 'Пешеходная дорожка от школы к библиотеке'
export const walkers = 'Прокат ходунков и колясок'

export const stories: readonly Story[] = [
  {
    council: 'olyutorsky',
    municipality: 'oly',
    author: 'nesterova',
    organization: 'teply-dom',
    coauthors: ['gromova', 'shadrin'],
    title: 'Добровольцы — пожилым Тиличик',
    kind: 'quality_of_life',
    sector: 'volunteering',
    problem:
      'В Тиличиках и Корфе одни живут 46 человек старше 70 лет. Зимой им трудно принести воду, расчистить снег у двери, дойти до аптеки. Родственники далеко, социальный работник один на два села.',
    proposal:
      'Собрать группу из 12 добровольцев, закрепить за каждым трёх-четырёх соседей, вести общий журнал просьб в библиотеке. Администрация даёт помещение для встреч и телефон, «Добрые соседи» обучают добровольцев.',
    result:
      'К концу зимы у каждого из 46 человек есть свой доброволец; просьба выполняется в течение двух дней.',
    plan: [
      'Собрать группу и провести обучение — «Добрые соседи», две недели',
      'Обойти соседей и записать, кому что нужно — добровольцы, одна неделя',
      'Завести журнал просьб в библиотеке — библиотекарь',
      'Подвести итоги на совете — через три месяца',
    ],
    resources: '12 добровольцев, кабинет для встреч, телефон, лопаты и санки.',
    begun: 118,
    steps: [
      { do: 'discuss', ago: 111 },
      { do: 'send', ago: 101 },
      {
        do: 'vote',
        ago: 95,
        by: 'belova',
        openDays: 3,
        ballots: {
          ...all('for', 'gromova', 'kayurin', 'uvarova', 'shadrin', 'polyakova'),
          lazarev: 'abstain',
        },
      },
      { do: 'submit', ago: 90, by: 'belova', to: 'admin-olyutorsky' },
      { do: 'register', ago: 88, by: 'gusev', number: '01-14/312' },
      {
        do: 'conclude',
        ago: 66,
        by: 'gusev',
        outNumber: '01-15/287',
        verdict: 'accepted',
        text: 'Инициатива поддержана. Добровольцам предоставляется кабинет № 4 в Доме культуры по вторникам и пятницам и служебный телефон. Ответственный: отдел по социальным вопросам. Первый обход — до 15 числа следующего месяца.',
      },
    ],
  },
  {
    council: 'olyutorsky',
    municipality: 'oly',
    author: 'kim',
    organization: null,
    coauthors: [],
    title: 'Тёплая остановка у школы в Тиличиках',
    kind: 'quality_of_life',
    sector: 'education',
    problem:
      'Дети из Корфа ждут автобус у школы до сорока минут. Навеса и стен нет, в январе средняя температура ниже −15 °C и дует с залива.',
    proposal:
      'Поставить остановку с закрытым отсеком на 12 человек и обогревом от школьной котельной. Строительные работы готовы сделать родители, нужны материалы и согласование.',
    result:
      'Шестьдесят детей ждут автобус в тепле; ни одного обращения в медпункт из-за обморожения за зиму.',
    plan: [
      'Согласовать место и проект с администрацией — до октября',
      'Завезти материалы попутным рейсом — до ноября',
      'Построить — родители, две недели',
    ],
    resources: 'Доски, утеплитель, стекло — 184 000 ₽; труба от котельной — 40 метров.',
    begun: 64,
    steps: [
      { do: 'discuss', ago: 58 },
      { do: 'send', ago: 47 },
      {
        do: 'vote',
        ago: 41,
        by: 'belova',
        openDays: 4,
        ballots: {
          ...all('for', 'gromova', 'lazarev', 'uvarova', 'kim', 'shadrin', 'polyakova'),
          kayurin: 'against',
        },
      },
      { do: 'submit', ago: 33, by: 'gromova', to: 'admin-olyutorsky' },
      { do: 'register', ago: 32, by: 'gusev', number: '01-14/358' },
    ],
  },
  {
    council: 'olyutorsky',
    municipality: 'oly',
    author: 'uvarova',
    organization: 'dobrye-sosedi',
    coauthors: ['nesterova'],
    title: 'Обучение сельских активистов социальному проектированию',
    kind: 'public_structures',
    sector: 'education',
    problem:
      'За три года из сёл района подано две заявки на гранты. Активисты не знают, как посчитать смету и описать результат, а учиться ехать далеко и дорого.',
    proposal:
      'Провести зимний курс из шести занятий: два очных в Тиличиках, четыре по видеосвязи в библиотеках сёл. Каждый участник заканчивает курс готовой заявкой.',
    result: 'Не меньше восьми заявок на гранты из сёл района к весне.',
    plan: [
      'Набрать участников через библиотеки сёл',
      'Провести шесть занятий — ноябрь–февраль',
      'Разобрать готовые заявки с наставником',
    ],
    resources: 'Класс с видеосвязью, печать материалов; ведущих приглашает «Школа активиста».',
    begun: 24,
    steps: [
      { do: 'discuss', ago: 20 },
      { do: 'send', ago: 9 },
      {
        do: 'vote',
        ago: 2,
        by: 'belova',
        openDays: 5,
        ballots: all('for', 'gromova', 'uvarova', 'polyakova'),
      },
    ],
  },
  {
    council: 'olyutorsky',
    municipality: 'oly',
    author: 'polyakova',
    organization: null,
    coauthors: ['lazarev'],
    title: 'Общественная приёмная в сельской библиотеке',
    kind: 'administrative_work',
    sector: 'social_services',
    problem:
      'Чтобы задать вопрос администрации, житель Пахачей едет в Тиличики или пишет письмо, ответ на которое приходит через месяц.',
    proposal:
      'Два раза в месяц библиотекарь принимает вопросы жителей и передаёт их специалистам; ответы вывешиваются в библиотеке и публикуются на сайте района.',
    result: 'Житель получает ответ в течение десяти дней, не выезжая из села.',
    plan: [
      'Назначить дни приёма и ответственных специалистов',
      'Обучить библиотекарей',
      'Открыть приёмную в Пахачах, затем в Апуке',
    ],
    resources: 'Бланки, папка ответов, доступ библиотеки к сайту района.',
    begun: 30,
    steps: [
      {
        do: 'talk',
        by: 'gusev',
        ago: 26,
        quote: 'ответы вывешиваются в библиотеке',
        text: 'Ответ с именем заявителя вывешивать нельзя: это персональные данные. Предлагаю «без имён».',
        replies: [{ by: 'polyakova', ago: 25, text: 'Согласна, в бланке имя будет на отрывной части.' }],
        resolved: { by: 'polyakova', ago: 25 },
      },
      { do: 'discuss', ago: 22 },
      { do: 'send', ago: 6 },
      {
        do: 'talk',
        by: 'belova',
        ago: 4,
        quote: 'в течение десяти дней',
        text: 'По 59-ФЗ у администрации тридцать дней. Десять дней — обещание района или пожелание?',
        replies: [
          { by: 'gusev', ago: 3, text: 'На простые вопросы успеваем за десять. На остальные — тридцать.' },
          {
            by: 'lazarev',
            ago: 2,
            text: 'Тогда так и напишем: на простые — десять, на остальные — по закону.',
          },
        ],
      },
      {
        do: 'talk',
        by: 'kim',
        ago: 2,
        quote: 'затем в Апуке',
        text: 'В Апуке библиотека закрыта до весны, там нужен другой адрес.',
      },
    ],
  },
  {
    council: 'olyutorsky',
    municipality: 'oly',
    author: 'shadrin',
    organization: 'teply-dom',
    coauthors: ['kim'],
    title: 'Лыжная база своими руками',
    kind: 'quality_of_life',
    sector: 'sport',
    problem:
      'Лыжная база закрыта с весны: течёт крыша, нет печи. Сорок детей катаются без места, где можно согреться.',
    proposal:
      'Починить крышу силами родителей и добровольцев до декабря. Нужны доски, лист и печь; инструмент и грузовик есть.',
    result: 'База открыта к Новому году, занятия три раза в неделю.',
    plan: ['Закупить лист и доски', 'Починить крышу — две субботы', 'Сложить печь и проверить дымоход'],
    resources: 'Доски 3 м³, лист 40 м², печь; 15 добровольцев.',
    begun: 16,
    steps: [
      { do: 'discuss', ago: 7 },
      {
        do: 'talk',
        by: 'nesterova',
        ago: 6,
        quote: '15 добровольцев',
        text: 'Наши добровольцы могут прийти в обе субботы, восемь человек. Обед за нами.',
        replies: [{ by: 'shadrin', ago: 5, text: 'Спасибо! Тогда начинаем в первую субботу декабря.' }],
      },
      {
        do: 'talk',
        by: 'kozlov',
        ago: 3,
        quote: 'Сложить печь и проверить дымоход',
        text: 'Кто проверяет дымоход? Без акта пожарных базу не откроют.',
      },
      { do: 'add', by: 'kim', words: 'Дымоход проверяют пожарные, акт остаётся на базе.' },
      { do: 'name', ago: 2, by: 'kim', title: 'После замечаний' },
      { do: 'add', by: 'shadrin', words: 'Дети до 14 лет катаются бесплатно.' },
      {
        do: 'suggest',
        by: 'kozlov',
        ago: 3,
        note: 'Без сроков и цены дров печь сложат к весне.',
        changes: [
          ['до декабря', 'до пятого декабря'],
          ['15 добровольцев', '15 добровольцев и два печника'],
          ['катаются бесплатно', 'катаются бесплатно круглый год'],
        ],
        decided: {
          by: 'shadrin',
          ago: 2,
          reasons: [null, null, 'Летом база закрыта, обещать этого не будем.'],
        },
      },
      {
        do: 'suggest',
        by: 'nesterova',
        ago: 1,
        note: 'Добровольцы придут в обе субботы, и одно занятие можно отдать взрослым.',
        changes: [
          ['занятия три раза в неделю', 'занятия четыре раза в неделю, одно из них — для взрослых'],
          ['Починить крышу — две субботы', 'Починить крышу — две субботы, обед привозит «Тёплый дом»'],
        ],
      },
      {
        do: 'suggest',
        by: 'polyakova',
        ago: 1,
        note: 'Тренер один, на большее его не хватит.',
        changes: [['три раза в неделю', 'два раза в неделю']],
      },
    ],
  },
  {
    council: 'olyutorsky',
    municipality: 'oly',
    author: 'kayurin',
    organization: 'chavchuv',
    coauthors: ['polyakova', 'yakovleva'],
    title: 'Клуб родного языка в Доме культуры',
    kind: 'quality_of_life',
    sector: 'culture',
    problem:
      'По-корякски в селе свободно говорят только старшие. Дети знают отдельные слова и песни, а разговаривать им не с кем.',
    proposal:
      'Открыть клуб: раз в неделю старшие рассказывают, дети записывают. За год собрать звуковую книгу «Чавʼчывэн йилыйил» и показать её на празднике.',
    result: 'Двадцать детей понимают простую речь старших; звуковая книга из двенадцати рассказов.',
    plan: [
      'Договориться со старшими о днях встреч',
      'Записать первые три рассказа',
      'Показать их на празднике',
    ],
    resources: 'Комната в Доме культуры по субботам, диктофон, чай.',
    begun: 5,
    steps: [],
  },
  {
    council: 'olyutorsky',
    municipality: 'oly',
    author: 'lazarev',
    organization: null,
    coauthors: [],
    title: 'Перенос ярмарки на причал',
    kind: 'quality_of_life',
    sector: 'culture',
    problem: 'Ярмарка у клуба перекрывает проезд скорой помощи и не вмещает всех продавцов.',
    proposal: 'Проводить ярмарку на причале с мая по сентябрь, поставить переносные прилавки.',
    result: 'Проезд у клуба свободен, на ярмарке не меньше тридцати мест.',
    plan: ['Получить согласие порта', 'Сделать прилавки', 'Провести первую ярмарку в мае'],
    resources: 'Двадцать прилавков, электричество на причале.',
    begun: 82,
    steps: [
      { do: 'discuss', ago: 77 },
      { do: 'send', ago: 68 },
      {
        do: 'vote',
        ago: 61,
        by: 'belova',
        openDays: 3,
        ballots: {
          gromova: 'against',
          kayurin: 'against',
          lazarev: 'for',
          uvarova: 'abstain',
          kim: 'for',
          polyakova: 'abstain',
        },
      },
    ],
  },
  {
    council: 'olyutorsky',
    municipality: 'oly',
    author: 'gromova',
    organization: 'dobrye-sosedi',
    coauthors: ['nesterova', 'uvarova'],
    title: 'Врачебные выезды в Хаилино и Ачайваям',
    kind: 'quality_of_life',
    sector: 'health',
    problem:
      'Стоматолог и окулист были в Хаилине полтора года назад. Рейс в районный центр бывает раз в неделю и зависит от погоды.',
    proposal: 'Два выезда врачей в год с резервной датой на случай погоды; запись ведут сельские библиотеки.',
    result: 'Каждый житель двух сёл осмотрен раз в год.',
    plan: [
      'Согласовать врачей и даты с больницей',
      'Открыть запись в библиотеках',
      'Провести выезды в марте и октябре с резервной неделей',
    ],
    resources: 'Места на рейсе, кабинет ФАП, запись.',
    begun: 140,
    steps: [
      { do: 'discuss', ago: 133 },
      { do: 'send', ago: 124 },
      { do: 'vote', ago: 118, by: 'belova', openDays: 4, ballots: all('for', ...olyutorsky) },
      { do: 'submit', ago: 110, by: 'belova', to: 'admin-olyutorsky' },
      { do: 'register', ago: 109, by: 'gusev', number: '01-14/271' },
      {
        do: 'conclude',
        ago: 82,
        by: 'gusev',
        outNumber: '01-15/240',
        verdict: 'accepted_partially',
        part: 'один выезд в год, в Хаилино, с записью через библиотеку',
        text: 'На второй выезд и на Ачайваям средства в районном бюджете этого года не предусмотрены. Предложение о втором выезде направлено в министерство здравоохранения края.',
      },
    ],
  },
  {
    council: 'palana',
    municipality: 'pal',
    author: 'kozlov',
    organization: 'severny-bereg',
    coauthors: ['romashov'],
    title: 'Освещение дворовой спортивной площадки',
    kind: 'quality_of_life',
    sector: 'sport',
    problem: 'С ноября по февраль на площадке темно уже после четырёх часов, и секции прекращают занятия.',
    proposal:
      'Поставить четыре светильника на опорах школы и подключить их к школьному счётчику; электроэнергию оплачивает «Северный берег».',
    result: 'Секции занимаются до восьми вечера всю зиму.',
    plan: ['Получить технические условия', 'Поставить опоры и светильники', 'Проверить и включить'],
    resources: 'Четыре светильника, 60 метров кабеля.',
    begun: 96,
    steps: [
      { do: 'discuss', ago: 92 },
      { do: 'send', ago: 84 },
      {
        do: 'vote',
        ago: 78,
        by: 'orlova',
        openDays: 3,
        ballots: {
          ...all('for', 'chernykh', 'popov', 'danilova', 'romashov'),
          orlova: 'abstain',
          timofeeva: 'against',
        },
      },
      { do: 'submit', ago: 73, by: 'orlova', to: 'admin-palana' },
      { do: 'register', ago: 72, by: 'sokolova', number: '118-ОС' },
      {
        do: 'conclude',
        ago: 51,
        by: 'sokolova',
        outNumber: '204/2',
        verdict: 'rejected',
        ground: 'better_way',
        text: 'Школьная сеть не выдержит дополнительной нагрузки. Площадка включена в программу уличного освещения следующего года с отдельной линией; совет приглашён к обсуждению проекта.',
      },
    ],
  },
  {
    council: 'palana',
    municipality: 'pal',
    author: 'danilova',
    organization: 'severny-bereg',
    coauthors: [],
    title: 'Открытый архив паланских фотографий',
    kind: 'quality_of_life',
    sector: 'culture',
    problem: 'Семейные снимки довоенных лет теряются при переездах, в музее их меньше сотни.',
    proposal:
      'Раз в месяц оцифровывать снимки жителей в библиотеке и публиковать их с рассказами владельцев.',
    result: 'Четыреста снимков с рассказами за первый год.',
    plan: ['Назначить дни сканирования', 'Обучить двух добровольцев', 'Открыть страницу архива'],
    resources: 'Сканер библиотеки, место на сайте посёлка.',
    begun: 50,
    steps: [
      { do: 'discuss', ago: 45 },
      { do: 'send', ago: 33 },
      {
        do: 'vote',
        ago: 26,
        by: 'orlova',
        openDays: 4,
        ballots: all('for', 'chernykh', 'orlova', 'popov', 'danilova', 'savelieva'),
      },
      { do: 'submit', ago: 1, by: 'orlova', to: 'admin-palana' },
    ],
  },
  {
    council: 'palana',
    municipality: 'pal',
    author: 'popov',
    organization: null,
    coauthors: ['timofeeva'],
    title: 'Памятная аллея основателей посёлка',
    kind: 'quality_of_life',
    sector: 'culture',
    problem: 'В посёлке нет места, где были бы названы люди, которые строили первые дома и порт.',
    proposal:
      'Высадить аллею стланика у пристани и поставить один общий знак с именами, собранными школьниками.',
    result: 'Аллея посажена к Дню посёлка, имена названы.',
    plan: [
      'Собрать имена — школьный музей, до марта',
      'Выбрать место с администрацией',
      'Посадить аллею — июнь',
    ],
    resources: 'Саженцы стланика, камень, работа добровольцев.',
    begun: 40,
    steps: [
      { do: 'discuss', ago: 36 },
      { do: 'send', ago: 18 },
      {
        do: 'vote',
        ago: 11,
        by: 'orlova',
        openDays: 3,
        ballots: { ...all('for', 'chernykh', 'orlova', 'popov', 'timofeeva'), romashov: 'against' },
      },
    ],
  },
  {
    council: 'palana',
    municipality: 'pal',
    author: 'savelieva',
    organization: null,
    coauthors: [],
    title: 'Каток на озере за школой',
    kind: 'quality_of_life',
    sector: 'sport',
    problem: 'Единственный каток расчищают сами родители, и лёд никто не проверяет.',
    proposal: 'Поручить расчистку и проверку льда спасательному посту.',
    result: 'Лёд проверяется каждую неделю.',
    plan: ['Согласовать с постом'],
    resources: 'Трактор поста, два часа в неделю.',
    begun: 35,
    steps: [
      { do: 'discuss', ago: 30 },
      {
        do: 'withdraw',
        ago: 21,
        reason: 'Спасательный пост взял каток под наблюдение сам, решение больше не нужно.',
      },
    ],
  },
  {
    council: 'palana',
    municipality: 'pal',
    author: 'danilova',
    organization: 'severny-bereg',
    coauthors: ['kozlov', 'romashov'],
    title: footpath,
    kind: 'quality_of_life',
    sector: 'education',
    problem:
      'От школы до библиотеки двести метров дети идут по проезжей части. Зимой дорога узкая, машины объезжают их по обочине.',
    proposal:
      'Отсыпать дорожку вдоль дороги, поставить перила у котельной и три светильника. Работу делает «Северный берег», щебень просим у администрации.',
    result: 'Сто двадцать учеников ходят в библиотеку не по проезжей части.',
    plan: ['Получить согласие котельной', 'Отсыпать дорожку и поставить перила', 'Поставить светильники'],
    resources: 'Щебень 40 м³, перила 30 метров, три светильника; десять добровольцев.',
    begun: 70,
    steps: [
      { do: 'discuss', ago: 66 },
      { do: 'send', ago: 46 },
    ],
  },
  {
    council: 'palana',
    municipality: 'pal',
    author: 'timofeeva',
    organization: null,
    coauthors: ['popov', 'yaganova'],
    title: walkers,
    kind: 'quality_of_life',
    sector: 'social_services',
    problem:
      'После перелома ходунки и коляску ждут из Петропавловска по месяцу, а через два месяца они стоят в кладовке.',
    proposal:
      'Открыть при Доме культуры прокат: жители отдают то, что больше не нужно, библиотекарь записывает выдачу. Администрация просит больницу сообщать о прокате при выписке.',
    result: 'Ходунки или коляску получают в день обращения.',
    plan: ['Собрать ненужное у жителей', 'Проверить и починить', 'Открыть выдачу два раза в неделю'],
    resources: 'Кладовая Дома культуры, журнал выдачи, два добровольца.',
    begun: 44,
    steps: [
      { do: 'discuss', ago: 40 },
      { do: 'send', ago: 20 },
    ],
  },
]
