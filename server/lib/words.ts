/** Names in the order a Russian list has them. */
export const russian = new Intl.Collator('ru')

/** A name for looking up: case, quotes, the dots of ё and every apostrophe of the region's languages aside (domain §7.4). */
export const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[«»„“”"'’‘ʼ]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
