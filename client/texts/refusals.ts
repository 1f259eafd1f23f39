import type { RefusalCode } from '../../shared/refusals.ts'
import { bilingual } from './bilingual.ts'

/** `offline` is the only one the server cannot say itself. */
type Code = RefusalCode | 'offline'

/** What happened, what was kept, what to do; one or two sentences that stand beside a field as well as alone. */
export const refusalWords = bilingual({
  ru: {
    offline: 'Нет связи с сервером. Ничего не отправлено; попробуйте ещё раз, когда связь появится.',
    invalid_request: 'Это поле заполнено не так, как нужно.',
    sign_in_required: 'Для этого нужно войти.',
    origin_not_allowed: 'Запрос пришёл не с наших страниц. Откройте страницу заново и повторите.',
    not_allowed: 'У вас нет права это сделать. Если оно должно быть, спросите секретаря совета.',
    not_found: 'Этого здесь нет или это открыто не для всех.',
    conflict: 'Кто-то изменил это одновременно с вами. Откройте страницу заново и повторите.',
    too_large: 'Слишком много данных за один раз. Ничего не сохранено; отправьте меньше.',
    too_many_requests: 'Слишком много попыток подряд. Подождите несколько минут.',
    internal: 'Это ошибка на нашей стороне. Ничего не изменилось; попробуйте ещё раз.',
    unavailable: 'Сервер сейчас не отвечает. Попробуйте через минуту.',

    wrong_email_or_password: 'Почта или пароль не подошли. Проверьте раскладку и Caps Lock.',
    password_too_weak: 'Такой пароль легко угадать. Возьмите подлиннее, например из четырёх слов.',
    link_expired: 'Ссылка больше не действует. Попросите новую.',
    email_taken: 'С этой почтой уже кто-то есть.',
    already_set_up: 'Здесь уже есть администратор. Войдите или попросите у него приглашение.',
    already_joined: 'Этот человек уже задал себе пароль, приглашение не нужно.',

    slug_taken: 'Такой адрес страницы уже занят. Придумайте другой.',
    inn_wrong: 'В ИНН ошибка: контрольные цифры не сходятся.',
    ogrn_wrong: 'В ОГРН ошибка: контрольная цифра не сходится.',
    not_an_authority: 'Должностные лица бывают только у органа власти.',
    already_holds_post: 'Этот человек уже здесь на эти дни.',

    already_member: 'Этот человек уже в составе совета.',
    term_ends_before_start: 'Полномочия кончаются раньше, чем начинаются. Проверьте даты.',
    too_many_rows: 'В списке слишком много строк. Разделите его на части.',
    last_secretary: 'Совет остался бы без секретаря. Сначала назначьте другого.',
    rules_start_in_past: 'Новые правила не могут действовать задним числом. Выберите сегодня или позже.',
    rules_in_force:
      'Эти правила уже действуют с этого дня, изменить их нельзя. Введите новые с более позднего.',
    chair_taken: 'На эти дни в совете уже есть председатель. Сначала закончите его полномочия.',
    administrator_cannot_vote: 'Администратор не может голосовать: дайте ему место без голоса.',

    draft_frozen: 'Редакция заморожена, текст больше не меняется.',
    draft_empty: 'Текст пуст. Сначала напишите или загрузите его.',
    draft_too_large: 'Текст слишком велик. Разделите его на части.',
    revision_fixed: 'Эта редакция уже опубликована, её название не меняется.',
    revision_misshapen: 'В этой версии есть то, чего редактор не понимает. Текст остался как был.',
    draft_conflict:
      'Эта копия — от другого прошлого текста. Сохраните свои слова отдельно и откройте текст заново.',
    page_outdated: 'Страница устарела. Обновите её.',
    file_broken: 'Файл повреждён и не читается. Проект остался как был. Сохраните файл заново и повторите.',
    file_encrypted: 'Файл закрыт паролем. Проект остался как был. Снимите пароль и повторите.',
    file_has_macros:
      'В файле есть макросы, такие мы не принимаем. Проект остался как был. Сохраните файл как обычный .docx.',
    file_bomb: 'Внутри файла слишком много данных. Проект остался как был.',
    file_too_large: 'Файл слишком большой. Проект остался как был. Уберите или сожмите картинки.',
    file_kind_unknown: 'Такой файл мы не читаем. Подойдут .docx и обычный текст.',
    file_is_doc:
      'Это старый формат .doc. Откройте файл в Word или LibreOffice и сохраните как .docx, затем повторите.',
    file_is_rtf: 'Это файл .rtf. Откройте его в Word или LibreOffice и сохраните как .docx, затем повторите.',
    file_is_odt: 'Это файл OpenDocument. Сохраните его в LibreOffice как .docx, затем повторите.',
    file_is_pdf:
      'PDF нельзя взять в правку. Найдите файл, из которого он сделан, или откройте PDF в Word и сохраните как .docx.',
    file_is_web_page: 'Это веб-страница. Откройте её, скопируйте текст и вставьте его прямо в редактор.',
    import_expired: 'Файл ждал подтверждения слишком долго. Проект остался как был. Отправьте файл снова.',
    pdf_unavailable: 'На этом сервере PDF не делают. Откройте печать и выберите «Сохранить как PDF».',
    file_empty: 'В файле нет текста. Проект остался как был.',
    conversion_timeout:
      'Файл читается слишком долго. Проект остался как был. Попробуйте сохранить его проще.',
    conversion_busy: 'Сейчас переводится много файлов сразу. Проект остался как был. Повторите через минуту.',
    comparison_too_large: 'Эти тексты слишком велики, чтобы сравнить их. Сами тексты остались как были.',
    comparison_busy: 'Сейчас сравнивается много текстов сразу. Повторите через минуту.',

    comment_place_gone:
      'Этих слов в тексте уже нет. Замечание не отправлено, его текст остался: выделите место заново.',
    comment_too_old: 'Исправить замечание можно только в первые сутки. Напишите ответ.',
    thread_resolved: 'Это замечание закрыто. Откройте его снова, чтобы ответить.',
    too_many_comments: 'Замечаний слишком много. Закройте или удалите те, что уже не нужны.',
    mention_unknown:
      'Того, к кому вы обращаетесь, среди читателей текста нет. Уберите обращение и отправьте снова.',

    suggestion_changed:
      'Этой правки уже нет: её решили, забрали или переписали. Ничего не изменилось; посмотрите ещё раз.',
    suggestion_outdated:
      'Текст в этом месте изменился после того, как предложили правку. Сравните три варианта и подтвердите.',
    suggestion_empty: 'Предлагать нечего: ваш вариант не отличается от текста.',
    suggestion_withdrawn: 'Это предложение забрал его автор.',
    suggestion_not_sent: 'Автор ещё не отправил это предложение.',
    too_many_suggestions: 'К этому тексту уже слишком много предложений. Дождитесь, пока их рассмотрят.',
    comparison_impossible: 'В тексте есть место, которое нельзя сравнить. Поправьте его в обычном редакторе.',

    vote_closed: 'Голосование закончилось, голос не принят.',
    vote_still_open: 'Голосование ещё идёт.',
    vote_closes_in_past: 'Время окончания уже прошло. Выберите позже.',
    not_an_elector: 'Вас нет в списке голосующих по этому вопросу.',
    ballot_outdated: 'Вы уже проголосовали позже с другого устройства. Считается тот голос.',
    no_electors: 'В списке голосующих никого нет.',
    vote_not_open_yet: 'Голосование ещё не началось.',
    vote_form_differs: 'Это голосование проходит иначе, так проголосовать нельзя.',
    vote_settled: 'Итог уже подтверждён протоколом или отменён, изменить это нельзя.',
    opens_after_closing: 'Начало позже окончания. Выберите начало раньше.',
    ballot_is_final: 'По правилам совета поданный голос не меняют. Считается прежний.',
    ballot_already_issued:
      'Бюллетень вам уже выдан на другом устройстве, второго не бывает. Если его получали не вы, сразу скажите секретарю.',
    blinded_message_invalid:
      'Запрос на бюллетень испорчен по дороге. Обновите страницу и получите бюллетень снова.',
    issuance_not_open: 'Выдача бюллетеней ещё не началась: сервер готовит ключ.',
    issuance_closed: 'Выдача бюллетеней окончена.',
    issuance_wrong_time: 'Выдача бюллетеней должна закончиться позже этой минуты и раньше, чем голосование.',
    signing_key_gone:
      'Ключ, которым заверяют бюллетени, утрачен, выдавать их больше нельзя. Скажите секретарю: голосование надо закончить и назначить новое.',
    casting_not_open: 'Голосовать пока рано: сначала закончится выдача бюллетеней.',
    ballot_invalid: 'Бюллетень не прошёл проверку и не принят. Обновите страницу и отправьте снова.',
    ballot_names_sender: 'Бюллетень не принят: вместе с ним пришло то, по чему можно узнать отправителя.',
    too_few_for_secret:
      'Голосующих слишком мало, чтобы голосование осталось тайным. Нужно открытое голосование или больше участников.',

    meeting_wrong_phase: 'Сейчас этого сделать нельзя: заседание на другом этапе.',
    meeting_no_quorum: 'Кворума нет: решать нельзя.',
    meeting_has_quorum: 'Кворум есть: заседание можно открыть.',
    presiding_absent: 'Председательствующий не зарегистрирован. Назначьте другого или отметьте его.',
    already_present: 'Этот участник уже отмечен.',
    not_present: 'Этого участника сейчас нет на заседании.',
    no_video_here: 'Это заседание очное, дистанционно участвовать нельзя.',
    check_in_code_wrong: 'Код не подошёл. Посмотрите на экран в зале: он меняется каждую минуту.',
    agenda_is_adopted: 'Повестка уже утверждена.',
    item_wrong_state: 'С этим вопросом так сейчас нельзя: он ещё не рассматривается или уже рассмотрен.',
    item_was_voted_on: 'По этому вопросу уже голосовали.',
    already_recused: 'Самоотвод по этому вопросу уже записан.',
    already_dissenting: 'Особое мнение по этому вопросу уже заявлено.',
    speech_wrong_state: 'Это выступление уже закончилось или ещё не началось.',
    vote_in_progress: 'Идёт голосование. Сначала завершите его.',
    not_carried: 'Решение по этому голосованию не принято, записать его нельзя.',

    gathering_not_live: 'Встреча ещё не началась.',
    gathering_over: 'Встреча уже закончилась.',
    gathering_already_live: 'Встреча уже идёт: теперь её можно только завершить.',
    starts_in_past: 'Это время уже прошло. Выберите позже.',
    time_does_not_exist: 'Такого дня или времени нет. Проверьте число и часы.',
    cohost_not_authority: 'Соорганизатором может быть только орган власти.',
    moderator_not_member: 'Ведёт встречу кто-то из состава совета.',
    call_link_not_https: 'Ссылка на звонок должна начинаться с https://',
    ends_before_start: 'Окончание раньше начала. Проверьте время.',
    turn_wrong_state: 'Очередь уже изменилась. Посмотрите на неё снова.',
    already_in_queue: 'Вы уже в очереди.',
    question_closed: 'Этот вопрос уже закрыт.',
    too_many_questions: 'Вы задали уже много вопросов. Дождитесь ответов.',

    review_wrong_state: 'Обращение уже на другом шаге. Откройте страницу заново.',
    ground_required: 'Выберите основание отказа.',
    part_required: 'Укажите, что именно принято.',
    registered_before_submitted: 'Дата регистрации раньше даты отправки.',
    registration_number_taken: 'Этот номер уже занят другим обращением.',

    initiative_wrong_state: 'Инициатива уже на другом шаге. Откройте страницу заново.',
    reason_required: 'Напишите причину: её увидят те, кого это касается.',
    revision_missing: 'Сначала заморозьте редакцию текста.',
  } satisfies Record<Code, string>,
  en: {
    offline: 'No connection to the server. Nothing was sent; try again when you are connected.',
    invalid_request: 'This is not filled in the way it has to be.',
    sign_in_required: 'You need to sign in for this.',
    origin_not_allowed: 'The request did not come from our pages. Open the page again and repeat.',
    not_allowed: 'You have no right to do this. If you should have it, ask the secretary of the council.',
    not_found: 'It is not here, or not open to everyone.',
    conflict: 'Somebody changed this at the same time. Open the page again and repeat.',
    too_large: 'Too much at once. Nothing was saved; send less.',
    too_many_requests: 'Too many attempts in a row. Wait a few minutes.',
    internal: 'This is our fault. Nothing changed; try again.',
    unavailable: 'The server is not answering right now. Try again in a minute.',

    wrong_email_or_password:
      'The e-mail or the password is not right. Check the keyboard layout and Caps Lock.',
    password_too_weak: 'This password is easy to guess. Take a longer one, for example four words.',
    link_expired: 'The link is no longer valid. Ask for a new one.',
    email_taken: 'Somebody with this e-mail is already here.',
    already_set_up: 'There is an administrator here already. Sign in, or ask them for an invitation.',
    already_joined: 'This person has set a password already, no invitation is needed.',

    slug_taken: 'This page address is taken. Think of another.',
    inn_wrong: 'There is a mistake in the INN: its check digits do not fit.',
    ogrn_wrong: 'There is a mistake in the OGRN: its check digit does not fit.',
    not_an_authority: 'Only an authority has officials.',
    already_holds_post: 'This person is here already on those days.',

    already_member: 'This person is already on the council.',
    term_ends_before_start: 'The term ends before it starts. Check the dates.',
    too_many_rows: 'The list has too many rows. Split it.',
    last_secretary: 'The council would be left without a secretary. Appoint another one first.',
    rules_start_in_past: 'New rules cannot apply to the past. Choose today or later.',
    rules_in_force:
      'These rules are in force from that day and cannot change. Enter new ones from a later day.',
    chair_taken: 'The council has a chair on those days. End their term first.',
    administrator_cannot_vote: 'An administrator cannot vote: give them a seat without a vote.',

    draft_frozen: 'The revision is frozen; its text no longer changes.',
    draft_empty: 'The text is empty. Write or import it first.',
    draft_too_large: 'The text is too large. Split it.',
    revision_fixed: 'This edition is published, its name does not change.',
    revision_misshapen:
      'This version holds something that the editor does not understand. The text is as it was.',
    draft_conflict:
      'This copy belongs to another past of the text. Keep your words apart and open the text anew.',
    page_outdated: 'This page is out of date. Reload it.',
    file_broken: 'The file is damaged. The draft is as it was. Save the file again and repeat.',
    file_encrypted: 'The file has a password. The draft is as it was. Remove the password and repeat.',
    file_has_macros:
      'The file has macros, which we do not take. The draft is as it was. Save it as a plain .docx.',
    file_bomb: 'There is too much data inside the file. The draft is as it was.',
    file_too_large: 'The file is too large. The draft is as it was. Remove or compress pictures.',
    file_kind_unknown: 'We do not read such files. Take a .docx or plain text.',
    file_is_doc:
      'This is the old .doc format. Open the file in Word or LibreOffice, save it as .docx and try again.',
    file_is_rtf: 'This is an .rtf file. Open it in Word or LibreOffice, save it as .docx and try again.',
    file_is_odt: 'This is an OpenDocument file. Save it in LibreOffice as .docx and try again.',
    file_is_pdf:
      'A PDF cannot be taken in for editing. Find the file it was made from, or open the PDF in Word and save it as .docx.',
    file_is_web_page: 'This is a web page. Open it, copy the text and paste it right into the editor.',
    import_expired: 'The file waited too long to be confirmed. The draft is as it was. Send the file again.',
    pdf_unavailable: 'This server makes no PDF. Open the print dialog and choose “Save as PDF”.',
    file_empty: 'There is no text in the file. The draft is as it was.',
    conversion_timeout:
      'The file takes too long to read. The draft is as it was. Try saving it in a simpler form.',
    conversion_busy:
      'Many files are being converted just now. The draft is as it was. Try again in a minute.',
    comparison_too_large: 'These texts are too large to be compared. The texts are as they were.',
    comparison_busy: 'Many texts are being compared at the moment. Try again in a minute.',

    comment_place_gone:
      'These words are no longer in the text. The comment is not sent, its words are kept: select the place again.',
    comment_too_old: 'A comment can be changed only on its first day. Write a reply.',
    thread_resolved: 'This comment is resolved. Reopen it to reply.',
    too_many_comments: 'There are too many comments. Resolve or delete those that are no longer needed.',
    mention_unknown:
      'Somebody you mention is not among the readers of this text. Take the mention out and send again.',

    suggestion_changed:
      'This change is no longer there: it was decided, taken back or rewritten. Nothing has changed; look again.',
    suggestion_outdated:
      'The text has changed here since the change was suggested. Compare the three texts and confirm.',
    suggestion_empty: 'There is nothing to suggest: your version does not differ from the text.',
    suggestion_withdrawn: 'Its author has taken this suggestion back.',
    suggestion_not_sent: 'Its author has not sent this suggestion yet.',
    too_many_suggestions: 'There are too many suggestions for this text. Wait until they are reviewed.',
    comparison_impossible: 'A place in the text cannot be compared. Mend it in the ordinary editor.',

    vote_closed: 'The vote has closed; the ballot was not accepted.',
    vote_still_open: 'The vote is still open.',
    vote_closes_in_past: 'The closing time has passed. Choose a later one.',
    not_an_elector: 'You are not on the list of voters for this question.',
    ballot_outdated: 'You voted later from another device. That ballot counts.',
    no_electors: 'There is nobody on the list of voters.',
    vote_not_open_yet: 'The vote has not begun yet.',
    vote_form_differs: 'This vote is held in another form; a ballot cannot be cast this way.',
    vote_settled: 'The result is confirmed by the minutes or annulled already; this cannot be changed.',
    opens_after_closing: 'It begins after it ends. Choose an earlier beginning.',
    ballot_is_final: 'By the rules of the council a ballot is not changed. The earlier one counts.',
    ballot_already_issued:
      'A ballot was issued to you on another device, and there is no second one. If it was not you, tell the secretary at once.',
    blinded_message_invalid:
      'The request for a ballot was damaged on its way. Reload the page and ask again.',
    issuance_not_open: 'Ballots are not issued yet: the server is making the key.',
    issuance_closed: 'Ballots are no longer issued.',
    issuance_wrong_time: 'The issuing of ballots has to end later than now and before the vote ends.',
    signing_key_gone:
      'The key that certifies ballots is lost, so no more can be issued. Tell the secretary: this vote has to be ended and a new one held.',
    casting_not_open: 'It is too early to vote: first the issuing of ballots ends.',
    ballot_invalid:
      'The ballot did not pass the check and was not accepted. Reload the page and send it again.',
    ballot_names_sender: 'The ballot was not accepted: something came with it that could name its sender.',
    too_few_for_secret:
      'There are too few voters for the vote to stay secret. Hold an open vote or wait for more people.',

    meeting_wrong_phase: 'This cannot be done now: the meeting is at another stage.',
    meeting_no_quorum: 'There is no quorum: nothing can be decided.',
    meeting_has_quorum: 'There is a quorum: the meeting can be opened.',
    presiding_absent: 'Whoever presides is not registered. Name another one, or register them.',
    already_present: 'This participant is registered already.',
    not_present: 'This participant is not at the meeting now.',
    no_video_here: 'This meeting is in person only.',
    check_in_code_wrong: 'The code does not fit. Look at the screen of the hall: it changes every minute.',
    agenda_is_adopted: 'The agenda has been adopted already.',
    item_wrong_state: 'Not with this item now: it is not under discussion yet, or no more.',
    item_was_voted_on: 'This item has been voted on already.',
    already_recused: 'They are recused from this item already.',
    already_dissenting: 'A dissenting opinion on this item has been announced already.',
    speech_wrong_state: 'This speech is over, or has not begun.',
    vote_in_progress: 'A vote is open. Close it first.',
    not_carried: 'This vote did not carry: there is no decision to record.',

    gathering_not_live: 'It has not begun yet.',
    gathering_over: 'It is over already.',
    gathering_already_live: 'It is live already: now it can only be closed.',
    starts_in_past: 'That time has passed. Choose a later one.',
    time_does_not_exist: 'There is no such day or time. Check the date and the hours.',
    cohost_not_authority: 'Only an authority can be the co-host.',
    moderator_not_member: 'It is led by a member of the council.',
    call_link_not_https: 'The link to the call has to start with https://',
    ends_before_start: 'It ends before it starts. Check the times.',
    turn_wrong_state: 'The queue has changed. Look at it again.',
    already_in_queue: 'You are in the queue already.',
    question_closed: 'This question is closed already.',
    too_many_questions: 'You have asked many questions. Wait for the answers.',

    review_wrong_state: 'The submission is at another step already. Open the page again.',
    ground_required: 'Choose the ground for declining.',
    part_required: 'Say which part is accepted.',
    registered_before_submitted: 'The registration is dated before the submission.',
    registration_number_taken: 'Another submission has this number.',

    initiative_wrong_state: 'The initiative is at another step already. Open the page again.',
    reason_required: 'Write the reason: those concerned will read it.',
    revision_missing: 'Freeze a revision of the text first.',
  },
})
