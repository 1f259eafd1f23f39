import type { Socket } from 'socket.io-client'

interface Watcher {
  /** An event of the room. */
  told(event: string, data: unknown): void
  /** The line is there (again): whatever was told in between was missed, so ask anew. */
  joined(): void
  /** The line is gone. */
  lost(): void
}

/**
 * Watches a room `<noun>:<id>` while a page lives; answers with a function that leaves it. Socket.IO is fetched only then, so
 * that the page is read before it arrives. A stranger is not let in and hears nothing.
 */
export function watchRoom(room: string, watcher: Watcher): () => void {
  let socket: Socket | undefined
  let left = false
  void import('socket.io-client').then(({ io }) => {
    if (left) return
    socket = io({ transports: ['websocket', 'polling'] })
    socket.on('connect', () => {
      socket?.emit('watch', room, (answer: { ok?: true }) => {
        if (answer.ok) watcher.joined()
      })
    })
    socket.onAny((event: string, data: unknown) => watcher.told(event, data))
    socket.on('disconnect', () => watcher.lost())
  })
  return () => {
    left = true
    socket?.emit('unwatch', room)
    socket?.disconnect()
  }
}
