/** Exchange sessions of the demonstration; `inDays` from today, times of the council. */
export const exchanges = [
  {
    council: 'olyutorsky',
    cohost: 'admin-olyutorsky',
    moderator: 'gromova',
    by: 'belova',
    inDays: 3,
    startsTime: '18:00',
    endsTime: '19:30',
    title: 'Как собрать добровольцев в малом селе',
    description:
      'Группа «Тёплый дом» рассказывает, как за месяц нашла двенадцать добровольцев, что сработало и что нет. Потом вопросы и разбор: с чего начать в вашем селе.',
    place: 'с. Тиличики, библиотека; по видеосвязи',
    callUrl: 'https://call.example.org/olyutorsky',
    programme: [
      { title: 'Открытие', speaker: 'Л. А. Громова', minutes: 5 },
      { title: 'Двенадцать добровольцев за месяц', speaker: 'Г. И. Нестерова', minutes: 20 },
      { title: 'Чем может помочь администрация', speaker: 'М. А. Гусев', minutes: 15 },
      { title: 'Вопросы и разбор случаев', speaker: null, minutes: 40 },
    ],
  },
  {
    council: 'palana',
    cohost: 'admin-palana',
    moderator: 'chernykh',
    by: 'orlova',
    inDays: 12,
    startsTime: '17:00',
    endsTime: '18:00',
    title: 'Инициатива за один вечер: от мысли до карточки',
    description: 'Разбираем три мысли участников и пишем по ним карточки инициатив вместе, в общем тексте.',
    place: 'пгт Палана, Дом культуры',
    callUrl: 'https://call.example.org/palana',
    programme: [
      { title: 'Что такое карточка инициативы', speaker: 'И. Г. Орлова', minutes: 10 },
      { title: 'Три мысли — три карточки', speaker: null, minutes: 40 },
      { title: 'Что дальше', speaker: 'М. Е. Соколова', minutes: 10 },
    ],
  },
]
