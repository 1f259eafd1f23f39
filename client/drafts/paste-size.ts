/** More letters than this the page could not take in without standing still for seconds: about a hundred and fifty pages. */
const MOST_LETTERS = 300_000
/** Office programs wrap a letter in up to this many signs; a page of pictures in more. */
const MOST_HTML = 12_000_000
const ON_A_SHEET = 2000

/** Whether more comes from the clipboard than a text takes at once; then nothing of it is taken, and `refuse` says so. */
export function isTooLarge(data: DataTransfer | null, refuse: (sheets: number) => void): boolean {
  const letters = data?.getData('text/plain').length ?? 0
  const html = data?.getData('text/html').length ?? 0
  if (letters <= MOST_LETTERS && html <= MOST_HTML) return false
  refuse(Math.ceil(Math.max(letters, html / 40) / ON_A_SHEET))
  return true
}
