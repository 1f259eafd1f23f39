/** A page that is not looked at has no frames; what hangs on them still happens. */
const UNSEEN_MS = 100

/** `call` as often as you like: `run` follows once, before the next frame. `stop` forgets what was still to come. */
export function paced(run: () => void): { call: () => void; stop: () => void } {
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    frame = 0
  }
  const now = () => {
    stop()
    run()
  }
  const call = () => {
    if (frame) return
    frame = requestAnimationFrame(now)
    timer = setTimeout(now, UNSEEN_MS)
  }
  return { call, stop }
}
