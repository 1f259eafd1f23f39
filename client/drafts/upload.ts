import type { Reply } from '../lib/api.ts'

/** Posts a form with a file and says how much of it (0 to 1) has left; a thing that fetch cannot tell. */
export function upload<T>(
  path: string,
  form: FormData,
  onprogress: (share: number) => void,
): Promise<Reply<T>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => onprogress(total > 0 ? loaded / total : 0)
    request.onerror = request.onabort = () => resolve({ ok: false, status: 0, code: 'offline' })
    request.onload = () => {
      const { status } = request
      if (status >= 200 && status < 300) return resolve({ ok: true, status, data: request.response as T })
      const said = request.response as { code?: unknown } | null
      const code = typeof said?.code === 'string' ? said.code : status === 413 ? 'file_too_large' : 'internal'
      resolve({ ok: false, status, code })
    }
    request.open('POST', `/api${path}`)
    request.setRequestHeader('accept', 'application/json')
    request.send(form)
  })
}
