import { bilingual, plural } from './bilingual.ts'

const days = { one: 'день', few: 'дня', many: 'дней' }

/** Which time it is, as an adjective of «время». Zones that are not here are named by their city. */
export const dateWords = bilingual({
  ru: {
    zones: {
      'Europe/Kaliningrad': 'калининградское',
      'Europe/Moscow': 'московское',
      'Europe/Samara': 'самарское',
      'Asia/Yekaterinburg': 'екатеринбургское',
      'Asia/Omsk': 'омское',
      'Asia/Novosibirsk': 'новосибирское',
      'Asia/Krasnoyarsk': 'красноярское',
      'Asia/Irkutsk': 'иркутское',
      'Asia/Yakutsk': 'якутское',
      'Asia/Vladivostok': 'владивостокское',
      'Asia/Magadan': 'магаданское',
      'Asia/Sakhalin': 'сахалинское',
      'Asia/Kamchatka': 'камчатское',
      'Asia/Anadyr': 'анадырское',
    },
    inZone: (time: string, zone: string) => `${time} (${zone})`,
    yours: (time: string) => `${time} у вас`,
    until: (day: string) => `до ${day}`,
    left: (count: number) =>
      `${plural(count, 'ru', { one: 'остался', few: 'осталось', many: 'осталось' })} ${count} ${plural(count, 'ru', days)}`,
    lastDay: 'сегодня последний день',
    overdue: (count: number) => `просрочено на ${count} ${plural(count, 'ru', days)}`,
    justNow: 'только что',
    hours: (hours: number, minutes: number) => `${hours} ч ${minutes} мин`,
    minutes: (minutes: number) => `${minutes} мин`,
  },
  en: {
    zones: {
      'Europe/Kaliningrad': 'Kaliningrad time',
      'Europe/Moscow': 'Moscow time',
      'Europe/Samara': 'Samara time',
      'Asia/Yekaterinburg': 'Yekaterinburg time',
      'Asia/Omsk': 'Omsk time',
      'Asia/Novosibirsk': 'Novosibirsk time',
      'Asia/Krasnoyarsk': 'Krasnoyarsk time',
      'Asia/Irkutsk': 'Irkutsk time',
      'Asia/Yakutsk': 'Yakutsk time',
      'Asia/Vladivostok': 'Vladivostok time',
      'Asia/Magadan': 'Magadan time',
      'Asia/Sakhalin': 'Sakhalin time',
      'Asia/Kamchatka': 'Kamchatka time',
      'Asia/Anadyr': 'Anadyr time',
    },
    inZone: (time, zone) => `${time} (${zone})`,
    yours: (time) => `${time} for you`,
    until: (day) => `by ${day}`,
    left: (count) => `${count} ${plural(count, 'en', { one: 'day', other: 'days' })} left`,
    lastDay: 'today is the last day',
    overdue: (count) => `${count} ${plural(count, 'en', { one: 'day', other: 'days' })} overdue`,
    justNow: 'just now',
    hours: (hours, minutes) => `${hours} h ${minutes} min`,
    minutes: (minutes) => `${minutes} min`,
  },
})
