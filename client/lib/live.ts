import type { Socket } from 'socket.io-client'

interface Watcher {
  /** An event of the room. */
  told(event: string, data: unknown): void
  /** The line is there (again): whatever was told in between was missed, so ask anew. */
  joined(): void
  /** The line is gone. */
  lost(): void
}

/** Not all at the same moment: a server that restarts has everybody coming back. */
const backAfter = () => 500 + Math.random() * 2000

/**
 * Watches a room `<noun>:<id>` while a page lives; answers with a function that leaves it. Socket.IO is fetched only then, so
 * that the page is read before it arrives. A stranger is not let in and hears nothing.
 */
export function watchRoom(room: string, watcher: Watcher): () => void {
  let socket: Socket | undefined
  let left = false
  let back: ReturnType<typeof setTimeout> | undefined
  void import('socket.io-client').then(({ io }) => {
    if (left) return
    socket = io({ transports: ['websocket', 'polling'] })
    socket.on('connect', () => {
      socket?.emit('watch', room, (answer: { ok?: true }) => {
        if (answer.ok) watcher.joined()
      })
    })
    socket.onAny((event: string, data: unknown) => watcher.told(event, data))
    socket.on('disconnect', (reason) => {
      watcher.lost()
      // The server ends lines when rights change or it restarts; Socket.IO takes that for a farewell and would stay away.
      if (reason === 'io server disconnect') back = setTimeout(() => socket?.connect(), backAfter())
    })
  })
  return () => {
    left = true
    clearTimeout(back)
    socket?.emit('unwatch', room)
    socket?.disconnect()
  }
}
