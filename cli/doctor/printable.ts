/** Text from outside as one line of a report: no control characters that steer the terminal, and no more than fits. */
export function printable(text: string, characters: number): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, characters);
}
