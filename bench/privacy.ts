import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findInstructions } from '../shared/privacy/instructions.ts';
import { scan } from '../shared/privacy/scan.ts';
import { type Claim, median } from './figures.ts';

const RUNS = 15;
const ROOT = join(import.meta.dirname, '..');
/** One class of characters and a number: about the least that a detector can be. */
const TRIVIAL = /[a-z]{2}\d{6}/g;
const SIZE = 1_000_000;

/** What looking for sensitive text costs, beside one pass of a trivial regular expression over the same text. */
export async function privacy(): Promise<Claim[]> {
  const files = globSync('{README.md,docs/*.md,{cli,servers,shared}/**/*.ts}', { cwd: ROOT }).toSorted();
  const once = files.map((file) => readFileSync(join(ROOT, file), 'utf8')).join('\n');
  const text = Buffer.from(once.repeat(Math.ceil(SIZE / once.length)).slice(0, SIZE)).toString();
  const lines = text.split('\n').filter((line) => line.length >= 40);
  const work = {
    trivial: () => [...text.matchAll(TRIVIAL)].length,
    scan: () => scan(text).length,
    instructions: () => findInstructions(text).length,
    lines: () => lines.reduce((count, line) => count + scan(line).length, 0),
    trivialLines: () => lines.reduce((count, line) => count + [...line.matchAll(TRIVIAL)].length, 0),
  };
  const names = Object.keys(work) as (keyof typeof work)[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]]));
  for (let i = -3; i < RUNS; i += 1) {
    for (const name of names) {
      const start = performance.now();
      work[name]();
      if (i >= 0) samples[name]?.push(performance.now() - start);
    }
  }
  const ms = (name: keyof typeof work) => median(samples[name] ?? []);
  const speed = (name: keyof typeof work) => `${(text.length / 1_000 / ms(name)).toFixed(1)} MB/s`;
  const each = (name: keyof typeof work) => `${((1_000 * ms(name)) / lines.length).toFixed(1)} µs`;
  return [
    {
      name: 'scanning a text of a megabyte',
      measured: ms('scan') / ms('trivial'),
      limit: 200,
      unit: '× one trivial regular expression',
      detail: `median of ${RUNS}: scan ${speed('scan')}, trivial expression ${speed('trivial')}`,
    },
    {
      name: 'scanning a line',
      measured: ms('lines') / ms('trivialLines'),
      limit: 100,
      unit: '× one trivial regular expression',
      detail: `median of ${RUNS}, ${lines.length} lines: scan ${each('lines')}, trivial expression ${each('trivialLines')}`,
    },
    {
      name: 'looking for instructions in a megabyte',
      measured: ms('instructions') / ms('trivial'),
      limit: 200,
      unit: '× one trivial regular expression',
      detail: `median of ${RUNS}: ${speed('instructions')}`,
    },
  ];
}
