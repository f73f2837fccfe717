import { styleText } from 'node:util';
import { type Check, type CheckStatus, tally } from './check.ts';

/** A symbol and a word: neither colour nor a rare glyph is needed to read it. */
const MARKS: Record<CheckStatus, { mark: string; colour: 'green' | 'yellow' | 'red' }> = {
  ok: { mark: '✓ ok  ', colour: 'green' },
  warn: { mark: '! warn', colour: 'yellow' },
  fail: { mark: '✗ fail', colour: 'red' },
};

/** The checks as a person reads them: by group, aligned, with the mend under what is wrong. */
export function renderReport(checks: readonly Check[], version: string, colour: boolean): string {
  const width = Math.max(0, ...checks.map(({ title }) => title.length));
  const groups = Map.groupBy(checks, ({ group }) => group);
  const sections = [...groups].map(([group, members]) =>
    [group, ...members.flatMap((check) => renderCheck(check, width, colour))].join('\n'),
  );
  return `${[`Iza ${version}`, ...sections, conclude(checks)].join('\n\n')}\n`;
}

function renderCheck({ status, title, seen, mend }: Check, width: number, colour: boolean): string[] {
  const { mark, colour: shade } = MARKS[status];
  const shown = colour ? styleText(shade, mark, { validateStream: false }) : mark;
  const line = `  ${shown}  ${title.padEnd(width)}  ${seen}`;
  if (mend === undefined) return [line];
  return [line, `${' '.repeat(mark.length + 4 + width + 2)}→ ${mend}`];
}

function conclude(checks: readonly Check[]): string {
  const { ok, warn, fail } = tally(checks);
  const counted = `${ok} ok, ${warn} to look at, ${fail} wrong.`;
  if (fail > 0) return `${counted} Mend what is marked fail, then run iza doctor again.`;
  return warn > 0 ? `${counted} Iza works.` : `${counted} Everything is in order.`;
}
