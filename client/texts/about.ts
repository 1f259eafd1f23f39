import { bilingual } from './bilingual.ts'

export const about = bilingual({
  ru: {
    title: 'Что такое Вече',
    description:
      'Вече — рабочее место общественных советов региона: вместе пишут, обсуждают, голосуют и получают ответ.',
    lead: 'Рабочее место общественных советов региона. Здесь вместе пишут инициативы, обсуждают их вживую, голосуют так, что результат можно проверить, и получают ответ от власти в срок.',
    whatTitle: 'Как проходит инициатива',
    what: [
      'Текст пишут вместе. Каждый видит правки остальных, и ничего из набранного не пропадает, даже без связи.',
      'Текст обсуждают на встречах советов и на сессиях обмена опытом.',
      'Секретарь замораживает редакцию: с этой минуты слова менять нельзя, по ней и голосуют.',
      'Принятую инициативу направляют органу власти. Он регистрирует её и отвечает по существу, срок идёт с регистрации.',
      'Ответ, сроки и просрочка видны всем на одной странице с постоянным адресом.',
    ],
    whoTitle: 'Кто что видит',
    who: [
      'Принятые тексты, итоги голосований, ответы и сроки открыты всем, без входа и регистрации.',
      'Черновики видят только те, кто над ними работает. В открытую часть они не попадают.',
      'Как голосовал каждый, в открытом голосовании видно после его окончания, до этого видно только число проголосовавших.',
    ],
    proofTitle: 'Как проверить результат',
    proof: [
      'Перед голосованием записывают вопрос, список голосующих, кворум и нужное большинство. После начала их не меняют.',
      'У каждого голосующего один голос. До окончания его можно изменить, считается последний.',
      'Когда голосование закрыто, числа и правило, по которому посчитан итог, больше не меняются и показаны вместе с ним.',
      'Отдельно показано, сколько человек не голосовали: молчание не превращается ни в «за», ни в «против».',
      'Каждое действие остаётся в журнале с именем и временем. Из журнала ничего нельзя удалить.',
    ],
    journalLink: 'Журнал и его коды',
    verifyLink: 'Проверить файл',
    savedTitle: 'Что значит «Сохранено»',
    saved:
      'Правка записана на диск сервера. Пока этого не случилось, строка состояния так и говорит: «Сохраняется…» или «Нет связи».',
    accessTitle: 'Если читать трудно',
    access:
      'Буквы можно увеличить, контраст усилить, фон сделать тёмным. Все страницы работают с клавиатуры и с программами чтения с экрана.',
    accessLink: 'Настройки вида',
    openTitle: 'Открытый код',
    open: 'Программа свободная: любой регион может поставить её у себя, любой человек может прочитать, как она считает голоса.',
  },
  en: {
    title: 'What Veche is',
    description:
      'Veche is the workspace of a region’s public councils: write together, discuss, vote and get an answer.',
    lead: 'The workspace of a region’s public councils. Here people write initiatives together, discuss them live, vote so that the result can be checked, and get an answer from the authorities on time.',
    whatTitle: 'The way of an initiative',
    what: [
      'The text is written together. Everyone sees the others’ changes, and nothing that was typed is lost, even without a connection.',
      'The text is discussed at council meetings and at sessions where experience is exchanged.',
      'The secretary freezes a revision: from that minute its words cannot change, and it is what people vote on.',
      'An adopted initiative goes to an authority, which registers it and answers on the merits; the term runs from registration.',
      'The answer, the terms and any delay are visible to everyone on one page with a permanent address.',
    ],
    whoTitle: 'Who sees what',
    who: [
      'Adopted texts, results of votes, answers and terms are open to everyone, without signing in.',
      'Drafts are seen only by those who work on them. They never appear in the open part.',
      'In a named vote, who voted how is visible after it has closed; until then only the number of ballots is.',
    ],
    proofTitle: 'How to check a result',
    proof: [
      'Before a vote the question, the list of voters, the quorum and the majority needed are written down. They do not change once it has begun.',
      'Every voter has one ballot. It can be changed until closing; the last one counts.',
      'Once the vote is closed, its numbers and the rule behind the outcome no longer change and are shown with it.',
      'Those who did not vote are shown separately: silence is turned neither into “for” nor into “against”.',
      'Every act stays in the journal with its name and time. Nothing can be removed from the journal.',
    ],
    journalLink: 'The journal and its codes',
    verifyLink: 'Check a file',
    savedTitle: 'What “Saved” means',
    saved:
      'The change is on the disk of the server. Until it is, the status line says so: “Saving…” or “No connection”.',
    accessTitle: 'If reading is hard',
    access:
      'Letters can be larger, contrast stronger, the background dark. Every page works by keyboard and with screen readers.',
    accessLink: 'Appearance',
    openTitle: 'Open source',
    open: 'The program is free: any region may install it, and anyone may read how it counts votes.',
  },
})
