/** The two threads between the pages and the server they are mounted in: asked in-process, never over the network. */
export interface Injected {
  statusCode: number
  headers: Record<string, number | string | string[] | undefined>
  rawPayload: Uint8Array
}

export interface Injection {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers: Record<string, string>
  remoteAddress?: string
  payload?: Buffer
}

export type Inject = (request: Injection) => Promise<Injected>
export type Report = (requestId: string, error: unknown) => void

// Vite bundles the client's own copy of every module, so the server hands things over by global symbol.
const house: typeof globalThis & { [key: symbol]: unknown } = globalThis

export const injectIntoServer = () => house[Symbol.for('veche.inject')] as Inject | undefined
export const reportToServer = () => house[Symbol.for('veche.report')] as Report | undefined
