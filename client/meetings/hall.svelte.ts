import type { CheckInCode } from '../../shared/meetings/views.ts'
import { api } from '../lib/api.ts'

/** The code that came in the fragment of an address; null when there is none. */
export const codeIn = (hash: string): string | null => /^#code=(\d{6})$/.exec(hash)?.[1] ?? null

/** The code on the screen of the hall: a new one each minute, as long as there is a line. */
export class HallCode {
  #code = $state.raw<CheckInCode | null>(null)

  constructor(code: CheckInCode | null) {
    this.#code = code
  }

  /** «123 456»: three by three, as one reads it aloud. */
  get text(): string | null {
    const code = this.#code?.code
    return code ? `${code.slice(0, 3)} ${code.slice(3)}` : null
  }

  /**
   * Where whoever reads it off the screen checks in: the code is in the fragment, which a browser sends to nobody. Null as long as
   * there is none.
   */
  door(page: string): string | null {
    return this.#code && `${page}#code=${this.#code.code}`
  }

  /** Asks for the next code when this one has run out, by the server's clock, until the returned function is called. */
  follow(meetingId: string, now: () => string): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isOver = false
    const wait = (ms: number) => {
      timer = setTimeout(() => void fetch(), Math.max(500, ms))
    }
    const fetch = async () => {
      const reply = await api().get<CheckInCode>(`/meetings/${meetingId}/check-in-code`)
      if (isOver) return
      if (reply.ok) this.#code = reply.data
      wait(reply.ok ? Date.parse(reply.data.until) - Date.parse(now()) : 3000)
    }
    if (this.#code) wait(Date.parse(this.#code.until) - Date.parse(now()))
    else void fetch()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }
}

/** Keeps the screen awake while it is looked at; answers with a function that lets it sleep. Where it cannot, it does nothing. */
export function stayAwake(): () => void {
  let lock: WakeLockSentinel | null = null
  let isOver = false
  const take = async () => {
    if (!('wakeLock' in navigator) || document.visibilityState !== 'visible' || isOver) return
    // A device that saves its battery says no; a minute later it may say yes.
    lock = await navigator.wakeLock.request('screen').catch(() => null)
  }
  const seen = () => void take()
  document.addEventListener('visibilitychange', seen)
  void take()
  return () => {
    isOver = true
    document.removeEventListener('visibilitychange', seen)
    void lock?.release()
  }
}
