import type { Tool } from '../shared/mcp/surface.ts';
import { firstSentence, type Offer } from './offers.ts';

/** The table of all tools, in Markdown. */
export function toolTable(offers: readonly Offer[]): string {
  const rows = offers.flatMap(({ name, own }) =>
    own.map((tool) => [
      `\`${name}\``,
      `\`${tool.name}\``,
      cell(firstSentence(tool.description)),
      effectOf(tool),
    ]),
  );
  return table(['Server', 'Tool', 'What it does', 'Effect'], rows);
}

function effectOf({ annotations }: Tool): string {
  if (annotations?.readOnlyHint) return 'reads';
  return annotations?.destructiveHint ? 'changes, can destroy' : 'changes';
}

/** Columns are filled up to one width each, as Biome formats Markdown. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const lines = [head, widths.map((width) => '-'.repeat(width)), ...rows];
  return lines
    .map((cells) => `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`)
    .join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. @throws Error when a marker is missing. */
export function replaceBetween(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = text.indexOf(open);
  const end = text.indexOf(close);
  if (start < 0 || end < start) throw new Error(`The markers ${open} and ${close} are missing.`);
  return `${text.slice(0, start + open.length)}\n\n${content}\n\n${text.slice(end)}`;
}
