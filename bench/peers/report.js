import v8 from 'node:v8'
import vm from 'node:vm'

v8.setFlagsFromString('--expose-gc')
const collectGarbage = vm.runInNewContext('gc')

/** Tells the bench where this server listens, and on demand what it has used: µs of processor time, bytes of memory. */
export function report(port) {
  process.on('message', (question) => {
    const { user, system } = process.cpuUsage()
    if (question === 'heap') collectGarbage()
    const { rss, heapUsed, external } = process.memoryUsage()
    process.send({ usage: user + system, memory: rss, heap: heapUsed + external })
  })
  process.on('disconnect', () => process.exit(0))
  process.send({ origin: `http://127.0.0.1:${port}` })
}
