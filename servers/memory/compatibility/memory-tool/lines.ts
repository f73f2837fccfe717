/** Line numbers are right-aligned in six characters, before a tab. */
const WIDTH = 6;
export const MAX_LINES = 999_999;
/** Characters of a file that one answer shows. */
const MAX_SHOWN = 30_000;

export function numbered(lines: readonly string[], first: number): string {
  return lines.map((line, index) => `${String(first + index).padStart(WIDTH)}\t${line}`).join('\n');
}

/** As many numbered lines as fit, and which view shows the next. */
export function numberedPage(lines: readonly string[], first: number): string {
  let size = 0;
  const end = lines.findIndex((line) => {
    size += line.length + WIDTH + 2;
    return size > MAX_SHOWN;
  });
  if (end <= 0) return numbered(lines, first);
  const left = lines.length - end;
  return `${numbered(lines.slice(0, end), first)}\n[${left} more lines: view_range [${first + end}, ${first + lines.length - 1}] shows them]`;
}
