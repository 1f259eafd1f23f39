import type { BoardProblem } from '../../shared/secret-board.ts'
import type { SecretPhase } from '../../shared/secret-votes.ts'
import { bilingual, plural } from './bilingual.ts'

const people = { one: 'человек', few: 'человека', many: 'человек' }
const ballots = { one: 'бюллетень', few: 'бюллетеня', many: 'бюллетеней' }
const enBallots = { one: 'ballot', other: 'ballots' }

export const secretVotes = bilingual({
  ru: {
    kicker: 'Тайное голосование',
    phases: {
      announced: 'Сервер готовит ключи',
      issuance_open: 'Выдают бюллетени',
      issuance_closed: 'Выдача заканчивается',
      open: 'Идёт голосование',
      closed: 'Подводят итог',
      tallied: 'Голосование окончено',
    } satisfies Record<SecretPhase, string>,

    roadTitle: 'Ход голосования',
    steps: {
      take: 'Получить бюллетень',
      wait: 'Дождаться конца выдачи',
      cast: 'Проголосовать',
      check: 'Проверить',
    },
    byHand: 'Пока не закончит ведущий',
    until: (when: string) => `До ${when}`,

    yourBallot: 'Ваш бюллетень',
    preparing: 'Сервер готовит ключи этого голосования. Это несколько секунд, страница обновится сама.',
    loading: 'Смотрим, что хранится в этом браузере…',
    takeHint:
      'Бюллетень выдают один раз, и голосовать можно только в этом браузере на этом устройстве. Потеряете его – второго бюллетеня не будет.',
    take: 'Получить бюллетень',
    taking: 'Получаем бюллетень…',
    takeLost: 'Нет связи. Запрос сохранён, повторим сами. Не закрывайте страницу.',
    castLost: 'Нет связи. Бюллетень сохранён в этом браузере и уйдёт, как только она появится.',
    retry: 'Повторить сейчас',
    has: 'Бюллетень у вас, в этом браузере.',
    waitForBox:
      'Голосовать можно будет, когда выдача закончится. Так по времени нельзя узнать, чей бюллетень. Вернитесь на эту страницу или оставьте её открытой.',
    notTaken: 'Выдача окончена, бюллетеня у вас нет. В этом голосовании вы не участвуете.',
    other:
      'Бюллетень на ваше имя выдан на другом устройстве или в другом браузере. Голосовать надо там. Если его получали не вы, сразу скажите секретарю.',
    issuedAt: (when: string) => `Бюллетень на ваше имя выдан ${when}.`,
    ask: 'Как вы голосуете?',
    choices: { for: 'За', against: 'Против', abstain: 'Воздержался' },
    againstAll: 'Против всех',
    castPicked: (choice: string) => `Опустить бюллетень: «${choice}»`,
    final: 'Проверьте выбор: опущенный бюллетень изменить нельзя.',
    notCast: 'Вы получили бюллетень и не проголосовали.',
    tooLate: 'Бюллетень не успел до окончания: вас посчитали не проголосовавшим.',
    backToMeeting: 'Вернуться к заседанию',
    castHint: 'Отправится не сразу, а через несколько секунд: случайная задержка скрывает время выбора.',
    waiting: (choice: string) =>
      `«${choice}»: бюллетень отправится в ближайшие секунды. Не закрывайте страницу.`,
    waitingForBox: (choice: string) => `«${choice}»: бюллетень ждёт своего времени в этом браузере.`,
    taken: (choice: string) => `«${choice}»: бюллетень принят, квитанция у вас.`,
    mayNotChange: 'Изменить поданный бюллетень нельзя.',
    mayChange: 'До конца можно передумать, считается последний бюллетень.',
    refused: (why: string) => `Не получилось. ${why}`,
    anotherManifest:
      'Условия этого голосования отличаются от тех, при которых вы получили бюллетень. Не голосуйте и сообщите об этом другим членам совета.',

    unableTitle: 'В этом браузере тайно проголосовать нельзя',
    unable:
      'Нужен браузер с шифрованием и памятью: адрес страницы должен начинаться с https://, частное окно не подойдёт. Откройте страницу на другом устройстве или попросите секретаря провести голосование на бумаге.',
    noScripts:
      'Тайному голосованию нужны скрипты: бюллетень создаётся и запечатывается в вашем браузере, иначе его видел бы сервер. Включите их или откройте страницу на другом устройстве. Всё остальное на странице читается и так.',

    receiptTitle: 'Квитанция',
    receipt: (code: string) => `Код бюллетеня: ${code}`,
    receiptHint:
      'По коду вы найдёте свой бюллетень на доске. В файле квитанции виден ваш выбор: храните его как сам бюллетень.',
    saveReceipt: 'Сохранить квитанцию',
    showReceipt: 'Показать голос по квитанции',
    receiptSays: (choice: string) => `В квитанции голос «${choice}».`,
    receiptGood: 'Подпись сервера верна: он принял этот бюллетень.',
    receiptBad: 'Подпись сервера не сходится: это не квитанция этого голосования.',
    receiptFound: 'Бюллетень есть на доске.',
    receiptMissing:
      'Бюллетеня на доске нет. Квитанция доказывает, что сервер его принял: покажите её счётной комиссии.',
    receiptLater: 'На доске бюллетени появятся после окончания.',

    progress: 'Участие',
    issued: (count: number, of: number) => `Бюллетени получили ${count} из ${of}`,
    cast: (count: number) => `Принято: ${count} ${plural(count, 'ru', ballots)}`,
    castHidden: 'Что в бюллетенях, до окончания не знает никто, и сервер тоже никому не покажет.',
    issuanceTitle: 'Кто получил бюллетень',
    issuanceHint: 'Видно, кто получил, и не видно, кто как проголосовал. Найдите себя.',
    issuance: { name: 'Член совета', at: (zone: string) => `Получил бюллетень (время ${zone})` },
    notIssued: 'Нет',

    closeIssuance: 'Закончить выдачу',
    closeIssuanceTitle: 'Закончить выдачу бюллетеней?',
    closeIssuanceWithout: (count: number) =>
      count === 0
        ? 'Бюллетени получили все.'
        : `Без бюллетеня ${plural(count, 'ru', { one: 'останется', few: 'останутся', many: 'останутся' })} ${count} ${plural(count, 'ru', people)} и не ${plural(count, 'ru', { one: 'сможет', few: 'смогут', many: 'смогут' })} проголосовать.`,
    closeIssuanceMine: 'Вашего бюллетеня среди выданных нет: получите его сначала.',
    closeIssuanceKey: 'Ключ, которым заверяют бюллетени, будет уничтожен: выдать ещё один не сможет никто.',
    closeIssuanceNext: 'Сразу начнётся голосование.',
    close: 'Закончить голосование',
    closeTitle: 'Закончить голосование сейчас?',
    closeCast: (cast: number, issued: number) =>
      `Принято ${cast} из ${issued} выданных бюллетеней. Остальные проголосовать уже не смогут.`,
    closeFew: (kMin: number) => `Бюллетеней меньше ${kMin}. Их не вскроют, и голосование ничего не решит.`,
    closeCounted: 'Бюллетени будут вскрыты, итог подсчитан сразу и записан навсегда.',

    protocolTitle: 'Протокол счётной комиссии',
    lines: {
      roll: 'Членов совета с правом голоса',
      present: 'Присутствовали',
      issued: 'Выдано бюллетеней',
      cast: 'Обнаружено в урне',
      valid: 'Действительных',
      invalid: 'Недействительных',
    },
    protocolLine: 'Строка',
    protocolCount: 'Число',
    notOpened: (kMin: number) =>
      `Бюллетеней меньше ${kMin}: они не вскрыты, чтобы не выдать, кто как голосовал. Голосование ничего не решило.`,
    broken: (relation: string) =>
      `Числа не сходятся (${relation}), поэтому голосование ничего не решило. Нужно голосовать снова.`,
    relationsHold: 'Контрольные соотношения сходятся.',
    boardCode: 'Контрольная сумма доски',

    checkTitle: 'Проверить самому',
    checkHint:
      'Проверка идёт в вашем браузере: подписи, цепочка, подсчёт. Код доски должен быть одним и тем же у всех, сравните его с соседом.',
    check: 'Проверить доску',
    checking: 'Проверяем…',
    headNow: (code: string) => `Код доски сейчас: ${code}`,
    good: 'Всё сходится: цепочка цела, подписи верны, числа те же.',
    goodSoFar: 'Пока всё сходится: цепочка цела, подписи верны. Бюллетени откроют после окончания.',
    mineFound: 'Ваш бюллетень на доске, с вашим выбором.',
    mineMissing:
      'Вашего бюллетеня на доске нет, хотя сервер его принял. Сохраните квитанцию и покажите её счётной комиссии.',
    fork: {
      title: 'Доска раздвоилась',
      what: 'Раньше этот браузер видел другую доску того же голосования. У честной доски записи только прибавляются, поэтому одну из двух подменили. Верить итогу нельзя.',
      codes: 'Коды, которые не могут быть верны оба:',
      save: 'Сохраните доказательство: в файле обе подписи сервера.',
      compare: 'Сравните коды с соседом: у кого какая доска.',
      tell: 'Сообщите председателю, счётной комиссии и другим членам совета. До разбора не голосуйте.',
      file: 'Сохранить доказательство',
    },
    unsigned: 'Доска подписана не до конца: ключ был утрачен. Цепочку сравните с соседом.',
    problem: {
      order: 'На доске не те записи, которые должны быть.',
      chain: 'Цепочка доски порвана: запись изменена или пропала.',
      signature: 'Подпись под доской неверна.',
      roll: 'В списке выданных бюллетеней лишнее имя.',
      sorting: 'Бюллетени стоят не по порядку.',
      ballot_missing: 'С доски пропал бюллетень.',
      ballot_unknown: 'На доске бюллетень, которого сервер не принимал, или его изменили.',
      ballot_invalid: 'На доске бюллетень, который никому не выдавали.',
      numbers: 'Числа протокола не те, что на доске.',
      counts: 'Голоса подсчитаны неверно.',
    } satisfies Record<BoardProblem['what'], string>,
    noAnswer: 'Доску не удалось получить. Попробуйте ещё раз.',
    boardFile: 'Скачать доску (JSON)',
    boardRows: 'Бюллетени на доске',
    row: { code: 'Код', choice: 'Голос', counts: 'Учтён' },
    yours: (code: string) => `${code} – ваш`,
    counted: 'да',
    replaced: 'нет, заменён следующим',
    findCode: 'Найти по коду',
    findHint: 'Первые знаки кода с квитанции.',
    nothingFound: 'Такого кода на доске нет.',

    open: {
      link: 'Открыть тайное голосование',
      title: 'Тайное голосование',
      lead: 'Сначала каждый получает бюллетень на своё имя, потом, отдельно, голосует без имени.',
      issuance: 'Выдача бюллетеней закончится',
      closes: 'Голосование закончится',
      frozen: 'Вопрос, список голосующих и оба срока записываются и больше не меняются.',
      atLeast: (kMin: number) =>
        `Если проголосует меньше ${kMin}, бюллетени по правилам совета могут остаться невскрытыми.`,
      sure: 'Вопрос проверен, сроки всем подходят',
      submit: 'Открыть выдачу бюллетеней',
    },

    limitsTitle: 'Чего это голосование не гарантирует',
    limits: {
      receipt:
        'Кто увидит вашу квитанцию или экран, узнает ваш голос. Под давлением или за плату это ваш секрет не сохранит; передумать можно только до конца.',
      few: (electors: number) =>
        `Голосуют ${electors} ${plural(electors, 'ru', people)}. Если все проголосуют одинаково, будет ясно, как голосовал каждый.`,
      notOpened: (kMin: number) =>
        `Если бюллетеней окажется меньше ${kMin}, их не вскроют и удалят, а голосование ничего не решит. Это решено заранее.`,
      opened: (kMin: number) =>
        `Бюллетени вскроют, даже если их окажется меньше ${kMin}: тогда о голосах можно догадаться.`,
      windows: (issuance: string, casting: string) =>
        `Сначала выдают бюллетени (${issuance}), потом голосуют (${casting}). Не голосуйте с устройства, за которым следят: тайну хранит разрыв между этими двумя шагами.`,
      byHand: 'пока не закончит ведущий',
      until: (when: string) => `до ${when}`,
      server: (host: string) =>
        `Голосование ведёт сервер ${host}. Его владелец мог бы переделать программу: подсмотреть, с какого адреса пришёл бюллетень, не принять его, получить бюллетень за того, кто не пришёл. Поэтому о каждом выданном бюллетене вам сразу скажут, список получивших открыт, а отказ принять виден по квитанции.`,
      device:
        'Бюллетень хранится только в этом браузере. Потеряете устройство или очистите браузер – второго не будет, вас посчитают не проголосовавшим.',
      virus:
        'Вредная программа на устройстве может подменить то, что вы видите. Проверьте бюллетень по квитанции на другом.',
    },
  },
  en: {
    kicker: 'Secret vote',
    phases: {
      announced: 'The server is making the keys',
      issuance_open: 'Ballots are being issued',
      issuance_closed: 'The issuing is ending',
      open: 'Vote is open',
      closed: 'Being counted',
      tallied: 'Vote is over',
    },

    roadTitle: 'Steps of the vote',
    steps: {
      take: 'Take a ballot',
      wait: 'Wait until the issuing ends',
      cast: 'Vote',
      check: 'Check',
    },
    byHand: 'Until whoever presides ends it',
    until: (when) => `Until ${when}`,

    yourBallot: 'Your ballot',
    preparing:
      'The server is making the keys of this vote. It takes some seconds; the page updates by itself.',
    loading: 'Looking at what this browser keeps…',
    takeHint:
      'A ballot is issued once, and you can vote only in this browser on this device. If you lose it there is no second ballot.',
    take: 'Take a ballot',
    taking: 'Taking a ballot…',
    takeLost: 'No connection. The request is kept and will be sent again. Keep this page open.',
    castLost: 'No connection. The ballot is kept in this browser and will be sent as soon as there is one.',
    retry: 'Try now',
    has: 'You have your ballot, in this browser.',
    waitForBox:
      'You can vote once the issuing has ended. That way nobody can tell by the time whose ballot it is. Come back to this page or keep it open.',
    notTaken: 'The issuing has ended and you have no ballot. You take no part in this vote.',
    other:
      'A ballot in your name was issued on another device or in another browser. Vote there. If it was not you who took it, tell the secretary at once.',
    issuedAt: (when) => `A ballot was issued in your name ${when}.`,
    ask: 'How do you vote?',
    choices: { for: 'For', against: 'Against', abstain: 'Abstain' },
    againstAll: 'Against all',
    castPicked: (choice) => `Cast the ballot: “${choice}”`,
    final: 'Check your choice: a ballot that was cast cannot be changed.',
    notCast: 'You took a ballot and did not vote.',
    tooLate: 'The ballot came too late: you count as not having voted.',
    backToMeeting: 'Back to the meeting',
    castHint: 'It is not sent at once but some seconds later: a random delay hides when you chose.',
    waiting: (choice) => `“${choice}”: the ballot will be sent within seconds. Keep this page open.`,
    waitingForBox: (choice) => `“${choice}”: the ballot waits for its time in this browser.`,
    taken: (choice) => `“${choice}”: the ballot was accepted, you have the receipt.`,
    mayNotChange: 'A ballot that was cast cannot be changed.',
    mayChange: 'You may change your mind until the end; the last ballot counts.',
    refused: (why) => `It did not work. ${why}`,
    anotherManifest:
      'The terms of this vote differ from those under which you took your ballot. Do not vote, and tell other members of the council.',

    unableTitle: 'This browser cannot vote secretly',
    unable:
      'It takes a browser with encryption and memory: the address of the page has to begin with https://, and a private window will not do. Open the page on another device, or ask the secretary to hold the vote on paper.',
    noScripts:
      'A secret vote needs scripts: the ballot is made and sealed in your browser, otherwise the server would see it. Turn them on or open the page on another device. Everything else on this page can be read without.',

    receiptTitle: 'Receipt',
    receipt: (code) => `Code of the ballot: ${code}`,
    receiptHint:
      'By the code you find your ballot on the board. The file of the receipt shows your choice: keep it like the ballot itself.',
    saveReceipt: 'Save the receipt',
    showReceipt: 'Show the vote of a receipt',
    receiptSays: (choice) => `The receipt says “${choice}”.`,
    receiptGood: 'The signature of the server is right: it accepted this ballot.',
    receiptBad: 'The signature of the server is wrong: this is no receipt of this vote.',
    receiptFound: 'The ballot is on the board.',
    receiptMissing:
      'The ballot is not on the board. The receipt proves that the server accepted it: show it to the counting commission.',
    receiptLater: 'Ballots appear on the board after the end.',

    progress: 'Taking part',
    issued: (count, of) => `${count} of ${of} have a ballot`,
    cast: (count) => `Accepted: ${count} ${plural(count, 'en', enBallots)}`,
    castHidden: 'What the ballots say nobody learns before the end; the server shows them to no one.',
    issuanceTitle: 'Who has taken a ballot',
    issuanceHint: 'It shows who has one, not who voted how. Find yourself.',
    issuance: { name: 'Member', at: (zone) => `Took a ballot (${zone})` },
    notIssued: 'No',

    closeIssuance: 'End the issuing',
    closeIssuanceTitle: 'End the issuing of ballots?',
    closeIssuanceWithout: (count) =>
      count === 0
        ? 'Everybody has a ballot.'
        : `${count} ${plural(count, 'en', { one: 'person stays', other: 'people stay' })} without a ballot and cannot vote.`,
    closeIssuanceMine: 'You have not taken your own ballot: take it first.',
    closeIssuanceKey: 'The key that certifies ballots is destroyed: nobody can issue another one.',
    closeIssuanceNext: 'Voting begins at once.',
    close: 'End the vote',
    closeTitle: 'End the vote now?',
    closeCast: (cast, issued) =>
      `${cast} of ${issued} issued ballots were accepted. The others can no longer be cast.`,
    closeFew: (kMin) =>
      `There are fewer than ${kMin} ballots. They are not opened, and the vote decides nothing.`,
    closeCounted: 'The ballots are opened, the outcome is counted at once and kept for good.',

    protocolTitle: 'Protocol of the counting commission',
    lines: {
      roll: 'Members with a vote',
      present: 'Present',
      issued: 'Ballots issued',
      cast: 'Found in the box',
      valid: 'Valid',
      invalid: 'Invalid',
    },
    protocolLine: 'Line',
    protocolCount: 'Number',
    notOpened: (kMin) =>
      `There are fewer than ${kMin} ballots: they were not opened, so as not to tell who voted how. The vote decided nothing.`,
    broken: (relation) =>
      `The numbers do not agree (${relation}), so the vote decided nothing. It has to be held again.`,
    relationsHold: 'The control relations hold.',
    boardCode: 'Checksum of the board',

    checkTitle: 'Check it yourself',
    checkHint:
      'The check runs in your browser: signatures, chain, count. The code of the board has to be the same for everybody; compare it with your neighbour.',
    check: 'Check the board',
    checking: 'Checking…',
    headNow: (code) => `Code of the board now: ${code}`,
    good: 'All is well: the chain is whole, the signatures are right, the numbers are the same.',
    goodSoFar:
      'All is well so far: the chain is whole, the signatures are right. Ballots are opened after the end.',
    mineFound: 'Your ballot is on the board, with your choice.',
    mineMissing:
      'Your ballot is not on the board although the server accepted it. Save the receipt and show it to the counting commission.',
    fork: {
      title: 'The board has forked',
      what: 'This browser has seen another board of the same vote before. An honest board only gets longer, so one of the two was replaced. The result cannot be trusted.',
      codes: 'Codes that cannot both be right:',
      save: 'Save the proof: the file has both signatures of the server.',
      compare: 'Compare the codes with your neighbour: who has which board.',
      tell: 'Tell the chair, the counting commission and the other members. Do not vote until it is cleared up.',
      file: 'Save the proof',
    },
    unsigned: 'The board is not signed to its end: the key was lost. Compare the chain with your neighbour.',
    problem: {
      order: 'The board does not have the entries that it should.',
      chain: 'The chain of the board is broken: an entry was changed or is missing.',
      signature: 'A signature under the board is wrong.',
      roll: 'The list of issued ballots has a name too many.',
      sorting: 'The ballots are not in their order.',
      ballot_missing: 'A ballot is missing from the board.',
      ballot_unknown: 'There is a ballot on the board that the server did not accept, or it was changed.',
      ballot_invalid: 'There is a ballot on the board that was issued to nobody.',
      numbers: 'The numbers of the protocol are not those of the board.',
      counts: 'The votes were counted wrongly.',
    },
    noAnswer: 'The board could not be fetched. Try again.',
    boardFile: 'Download the board (JSON)',
    boardRows: 'Ballots on the board',
    row: { code: 'Code', choice: 'Vote', counts: 'Counted' },
    yours: (code) => `${code}, yours`,
    counted: 'yes',
    replaced: 'no, replaced by a later one',
    findCode: 'Find by code',
    findHint: 'The first letters of the code on the receipt.',
    nothingFound: 'There is no such code on the board.',

    open: {
      link: 'Hold a secret vote',
      title: 'Secret vote',
      lead: 'First everybody takes a ballot in their own name; then, apart from that, they vote without one.',
      issuance: 'The issuing of ballots ends',
      closes: 'The vote ends',
      frozen: 'The question, the list of voters and both terms are written down and do not change any more.',
      atLeast: (kMin) =>
        `If fewer than ${kMin} vote, the ballots may stay unopened by the rules of the council.`,
      sure: 'The question is checked, the terms suit everybody',
      submit: 'Begin issuing ballots',
    },

    limitsTitle: 'What this vote does not guarantee',
    limits: {
      receipt:
        'Whoever sees your receipt or your screen learns your vote. It keeps no secret under pressure or for money; you can change your mind only until the end.',
      few: (electors) =>
        `${electors} ${plural(electors, 'en', { one: 'person votes', other: 'people vote' })}. If all vote the same way, it is clear how each of them voted.`,
      notOpened: (kMin) =>
        `If there are fewer than ${kMin} ballots they are not opened but deleted, and the vote decides nothing. This was decided beforehand.`,
      opened: (kMin) => `Ballots are opened even if there are fewer than ${kMin}: votes can then be guessed.`,
      windows: (issuance, casting) =>
        `First ballots are issued (${issuance}), then people vote (${casting}). Do not vote from a device that is watched: the gap between the two keeps the secret.`,
      byHand: 'until whoever presides ends it',
      until: (when) => `until ${when}`,
      server: (host) =>
        `The server ${host} runs this vote. Its owner could change the program: see from which address a ballot came, not accept it, take a ballot for somebody who stayed away. Therefore you are told at once of every ballot in your name, the list of issued ballots is open, and a ballot that was dropped shows by its receipt.`,
      device:
        'The ballot is kept in this browser only. If you lose the device or clear the browser there is no second one, and you count as not having voted.',
      virus:
        'A harmful program on the device can change what you see. Check the ballot by its receipt on another one.',
    },
  },
})
