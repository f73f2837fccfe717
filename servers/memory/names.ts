/** One spelling for names that mean the same: Unicode NFKC, without accents and case, spaces as one. */
export function normaliseName(name: string): string {
  return name
    .toWellFormed()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFKC')
    .trim()
    .replace(/\s+/gu, ' ')
    .toLowerCase();
}

/** Tags are compared without regard to case or spelling in Unicode. */
export function normaliseTag(tag: string): string {
  return tag.toWellFormed().normalize('NFC').trim().toLowerCase();
}

/** A title as part of a key: words joined by hyphens, whatever the script. */
export function slug(title: string): string {
  return normaliseName(title)
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 120);
}
