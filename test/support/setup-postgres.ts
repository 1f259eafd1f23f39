import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres.ts'

/** One server for the whole project; every house makes a database of its own in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres()
  project.provide('postgres', server.url)
  return () => server.stop()
}
