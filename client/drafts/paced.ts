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

const REST_MS = 400
const AT_MOST_MS = 3000

/** `call` as often as you like: `run` follows once the calls rest, and at the latest after three seconds. */
export function rested(run: () => void): { call: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let since = 0
  const stop = () => {
    clearTimeout(timer)
    timer = undefined
  }
  const call = () => {
    const now = performance.now()
    if (timer === undefined) since = now
    clearTimeout(timer)
    const wait = Math.max(0, Math.min(REST_MS, since + AT_MOST_MS - now))
    timer = setTimeout(() => {
      timer = undefined
      run()
    }, wait)
  }
  return { call, stop }
}
