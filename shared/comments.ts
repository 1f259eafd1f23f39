import { Type, type Static } from 'typebox'
import type { DraftJson } from './draft-schema.ts'
import { reaches, type DraftRole } from './drafts.ts'
import type { RefusalCode } from './refusals.ts'
import { Id, Instant, Nullable, OneOf } from './values.ts'

export const COMMENT_LENGTH = 4000
/** Words of the text that one thread may be about. */
export const QUOTE_LENGTH = 3000
export const MENTIONS_MOST = 5
export const THREADS_MOST = 1000
export const COMMENTS_MOST = 200
/** How many one person may write in so many minutes. */
export const COMMENTS_AT_ONCE = { count: 30, minutes: 10 }
/** After that others may have answered what it says: it is amended by a reply. */
export const EDIT_HOURS = 24

/** Somebody who wrote; without an id when a file that was taken in only names them. */
export const Writer = Type.Object({ id: Nullable(Id), name: Type.String() })
export type Writer = Static<typeof Writer>

export const Named = Type.Object({ id: Id, name: Type.String() })
export type Named = Static<typeof Named>

export const Comment = Type.Object({
  id: Id,
  author: Writer,
  /** Empty once it is deleted. */
  text: Type.String(),
  mentions: Type.Array(Named),
  createdAt: Instant,
  editedAt: Nullable(Instant),
  deletedAt: Nullable(Instant),
})
export type Comment = Static<typeof Comment>

export const ThreadHead = Type.Object({
  /** Also that of its mark in the text. */
  id: Id,
  draftId: Id,
  /** Grows by one with every change. */
  version: Type.Integer(),
  state: OneOf('open', 'resolved', 'removed'),
  /** The words it was begun about, however the text goes on. */
  quote: Type.String(),
  /** Only those who work on the text see it. */
  isInner: Type.Boolean(),
  author: Writer,
  openedAt: Instant,
  resolvedAt: Nullable(Instant),
  resolvedBy: Nullable(Named),
})
export type ThreadHead = Static<typeof ThreadHead>

export const Thread = Type.Object({
  ...ThreadHead.properties,
  /** The first is what it was begun with; the first written stands first. */
  comments: Type.Array(Comment),
})
export type Thread = Static<typeof Thread>

/** What the reader is to the draft, as the rules below need it. */
export const Speaker = Type.Object({
  personId: Id,
  role: OneOf('write', 'suggest', 'comment', 'read'),
  /** Works on the text: sees what stays among those who do. */
  isInside: Type.Boolean(),
  /** The draft is not frozen. */
  isOpen: Type.Boolean(),
})
export type Speaker = Omit<Static<typeof Speaker>, 'role'> & { role: DraftRole }

export const ThreadList = Type.Object({
  /** The first begun stands first. */
  threads: Type.Array(Thread),
  /** Of those whose words still stand in the text, in its order. */
  placed: Type.Array(Id),
  self: Speaker,
  can: Type.Object({ begin: Type.Boolean() }),
  /** Whoever has an account sees what is begun now. */
  isOpenToAll: Type.Boolean(),
  now: Instant,
})
export type ThreadList = Static<typeof ThreadList>

const words = {
  text: Type.String({ minLength: 1, maxLength: COMMENT_LENGTH, pattern: '\\S' }),
  mentions: Type.Array(Id, { maxItems: MENTIONS_MOST, uniqueItems: true }),
}
/** What the page calls what it sends, so that sending it twice makes one. */
const key = Type.String({ minLength: 8, maxLength: 64, pattern: '^[0-9A-Za-z-]+$' })
/** A Yjs relative position, base64. */
const position = Type.String({ minLength: 1, maxLength: 400, pattern: '^[0-9A-Za-z+/]+={0,2}$' })

export const NewThread = Type.Object({
  ...words,
  key,
  quote: Type.String({ minLength: 1, maxLength: QUOTE_LENGTH, pattern: '\\S' }),
  /** Without them the words must stand only once. */
  start: Type.Optional(position),
  end: Type.Optional(position),
})
export type NewThread = Static<typeof NewThread>

export const NewComment = Type.Object({ ...words, key })
export type NewComment = Static<typeof NewComment>

export const CommentWords = Type.Object(words)
export type CommentWords = Static<typeof CommentWords>

export const threadEvents = [
  'thread:opened',
  'thread:resolved',
  'thread:reopened',
  'thread:removed',
  'comment:added',
  'comment:edited',
  'comment:deleted',
] as const
export type ThreadEventName = (typeof threadEvents)[number]

/** One change of a thread: how it is called now, and the comment that came or changed. */
export interface ThreadEvent {
  thread: ThreadHead
  comment: Comment | null
}

/** The threads after a change; `refetch` when one before it was missed. */
export function applyThreadEvent(
  threads: readonly Thread[],
  { thread, comment }: ThreadEvent,
): readonly Thread[] | 'refetch' {
  const known = threads.find(({ id }) => id === thread.id)
  if (!known) {
    if (thread.state === 'removed') return threads
    return thread.version === 1 && comment ? [...threads, { ...thread, comments: [comment] }] : 'refetch'
  }
  if (thread.version <= known.version) return threads
  if (thread.version > known.version + 1) return 'refetch'
  if (thread.state === 'removed') return threads.filter((each) => each !== known)
  const changed = { ...thread, comments: comment ? withComment(known.comments, comment) : known.comments }
  return threads.map((each) => (each === known ? changed : each))
}

const withComment = (comments: readonly Comment[], comment: Comment): Comment[] =>
  comments.some(({ id }) => id === comment.id)
    ? comments.map((each) => (each.id === comment.id ? comment : each))
    : [...comments, comment]

/** The same whole thread as the server answers with it, in the place of what was known. */
export const withThread = (threads: readonly Thread[], thread: Thread): Thread[] => {
  const known = threads.find(({ id }) => id === thread.id)
  if (!known) return [...threads, thread]
  return threads.map((each) => (each === known && each.version <= thread.version ? thread : each))
}

/** Ids of the marks of comments in a text, in the order in which they first stand. */
export function marksIn(node: DraftJson, found = new Set<string>()): Set<string> {
  for (const { type, attrs } of node.marks ?? [])
    if (type === 'comment' && typeof attrs?.id === 'string') found.add(attrs.id)
  for (const each of node.content ?? []) marksIn(each, found)
  return found
}

/** What stays among those who work on the text is for them; the rest for whoever may have a say. */
export const maySee = ({ role, isInside }: Speaker, { isInner }: Pick<ThreadHead, 'isInner'>): boolean =>
  isInside || (!isInner && reaches(role, 'comment'))

/** Begin, reply, change: while the text may still change for it. */
export function whyNotSpeak({ role, isOpen }: Speaker): RefusalCode | null {
  if (!isOpen) return 'draft_frozen'
  return reaches(role, 'comment') ? null : 'not_allowed'
}

export const whyNotReply = (self: Speaker, thread: Pick<ThreadHead, 'state'>): RefusalCode | null =>
  whyNotSpeak(self) ?? (thread.state === 'resolved' ? 'thread_resolved' : null)

/** Who began it, and who writes the text, say that it is done with, or that it is not. */
export const whyNotResolve = (self: Speaker, thread: Pick<ThreadHead, 'author'>): RefusalCode | null =>
  whyNotSpeak(self) ?? (thread.author.id === self.personId || self.role === 'write' ? null : 'not_allowed')

export function whyNotEdit(
  self: Speaker,
  comment: Pick<Comment, 'author' | 'deletedAt' | 'createdAt'>,
  now: Instant,
): RefusalCode | null {
  const why = whyNotDelete(self, comment)
  if (why) return why
  return Date.parse(now) - Date.parse(comment.createdAt) > EDIT_HOURS * 3_600_000 ? 'comment_too_old' : null
}

export function whyNotDelete(
  self: Speaker,
  { author, deletedAt }: Pick<Comment, 'author' | 'deletedAt'>,
): RefusalCode | null {
  const why = whyNotSpeak(self)
  if (why) return why
  if (author.id !== self.personId) return 'not_allowed'
  return deletedAt === null ? null : 'not_found'
}
