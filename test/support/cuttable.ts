import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import pg from 'pg'

/**
 * A line to a PostgreSQL that can be cut at anything that is said on it: at a statement, which is then never heard, or behind a commit,
 * which is heard and done and whose answer is lost.
 */
export class Cuttable {
  readonly url: string
  readonly #close: () => Promise<void>
  readonly #administration: pg.Client
  /** What is open, the end of the server to the end of the house. */
  readonly #lines: ReadonlyMap<Socket, Socket>
  #until: number | 'commit' | null = null
  #cutting: Promise<void> = Promise.resolve()
  /** How much was said on it so far. */
  heard = 0

  private constructor(
    url: string,
    administration: pg.Client,
    lines: ReadonlyMap<Socket, Socket>,
    close: () => Promise<void>,
  ) {
    this.#lines = lines
    this.url = url
    this.#administration = administration
    this.#close = close
  }

  static async to(database: string): Promise<Cuttable> {
    const { hostname, port } = new URL(database)
    const lines = new Map<Socket, Socket>()
    const administration = new pg.Client({ connectionString: database })
    await administration.connect()
    const server = createServer((near) => {
      const far = connect(Number(port), hostname)
      lines.set(far, near)
      near.on('close', () => lines.delete(far))
      for (const each of [near, far]) each.on('error', () => undefined)
      let isDeaf = false
      near.on('data', (said: Buffer) => {
        const verdict = cuttable.hear(said)
        if (verdict === 'pass') far.write(said)
        else if (verdict === 'after') {
          isDeaf = true
          far.write(said)
          far.once('data', () => near.destroy())
        } else cuttable.#cutting = cuttable.terminate()
      })
      far.on('data', (answer) => !isDeaf && near.write(answer))
      near.on('close', () => far.destroy())
      far.on('close', () => near.end())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = new URL(database)
    url.hostname = '127.0.0.1'
    url.port = String((server.address() as AddressInfo).port)
    const cuttable = new Cuttable(url.href, administration, lines, async () => {
      await administration.end()
      for (const each of lines.keys()) each.destroy()
      await new Promise((resolve) => server.close(resolve))
    })
    return cuttable
  }

  /** Cuts at the so many-th thing that is said from now on, or behind the next commit. */
  cutAt(until: number | 'commit'): void {
    this.#until = until
  }

  /** From now on nothing is cut; resolves when what was cut has gone, so that nobody is given a dead connection. */
  async spare(): Promise<void> {
    this.#until = null
    await this.#cutting
  }

  hear(said: Buffer): 'pass' | 'after' | 'before' {
    this.heard += 1
    if (this.#until === null) return 'pass'
    if (this.#until === 'commit') {
      if (!said.includes('commit\0')) return 'pass'
      this.#until = null
      return 'after'
    }
    this.#until -= 1
    if (this.#until > 0) return 'pass'
    this.#until = null
    return 'before'
  }

  /** Ends every connection that goes through here, as an operator does, or a server that is restarted. */
  async terminate(): Promise<void> {
    const lines = [...this.#lines]
    const gone = lines.map(([, near]) => new Promise((resolve) => near.once('close', resolve)))
    const { rows } = await this.#administration.query<{ port: number }>(
      'select client_port as port, pg_terminate_backend(pid) from pg_stat_activity where client_port = any($1)',
      [lines.flatMap(([far]) => far.localPort ?? [])],
    )
    // One that was only being opened has nobody yet at its other end.
    for (const [far] of lines) if (rows.every(({ port }) => port !== far.localPort)) far.destroy()
    await Promise.all(gone)
  }

  /** One code for every row of every table: it is the same as long as nothing was written. */
  async everyRow(): Promise<string> {
    const tables = await this.#administration.query<{ name: string }>(
      "select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'",
    )
    const each = tables.rows.map(
      ({ name }) =>
        `(select md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) from ${name} t)`,
    )
    const { rows } = await this.#administration.query(`select ${each.join(' || ')} as code`)
    return (rows[0] as { code: string }).code
  }

  close = (): Promise<void> => this.#close()
}
