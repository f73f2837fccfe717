import { distance } from 'fastest-levenshtein';
import { createNameIndex } from '../servers/knowledge-graph/resolution/name-index.ts';
import { seededRandom } from '../test/seeded-random.ts';
import { type Claim, median } from './figures.ts';

const NAMES = 100_000;
const QUERIES = 501;
/** A scan is slow, and its times hardly differ. */
const SCANS = 15;
const OFFERED = 5;

const BEGINNINGS = 'b br c ch cl d dr f fl g gr h j k kr l m n p pl qu r s sh st t tr v w z'.split(' ');
const VOWELS = 'a e i o u ai ea ou'.split(' ');
const ENDINGS = ['', '', '', 'n', 'r', 'l', 's', 't', 'ck', 'nd', 'm'];

/** Names with a letter missing, looked up in the index and by the edit distance to each of 100,000 names. */
export async function nameIndex(): Promise<Claim[]> {
  const random = seededRandom(1);
  const below = (count: number): number => Math.floor(random() * count);
  const one = (all: readonly string[]): string => all[below(all.length)] ?? '';
  const word = (): string => {
    const syllables = Array.from(
      { length: 2 + below(2) },
      () => one(BEGINNINGS) + one(VOWELS) + one(ENDINGS),
    );
    return syllables.join('').replace(/^./, (first) => first.toUpperCase());
  };
  const words = Array.from({ length: 20_000 }, word);
  // A few words are in many names, as first names and "University" are.
  const common = (): string => words[Math.floor(random() ** 2.5 * words.length)] ?? '';
  const names = Array.from({ length: NAMES }, () => Array.from({ length: 1 + below(3) }, common).join(' '));

  const index = createNameIndex();
  const started = performance.now();
  for (const [id, name] of names.entries()) index.add(id, name);
  const building = performance.now() - started;

  const samples = { index: [] as number[], scan: [] as number[] };
  let found = 0;
  for (let query = 0; query < QUERIES; query += 1) {
    const wanted = one(names);
    const at = 1 + below(wanted.length - 1);
    const typo = wanted.slice(0, at) + wanted.slice(at + 1);
    const before = performance.now();
    const near = index.near(typo, OFFERED);
    samples.index.push(performance.now() - before);
    if (near.some(({ name }) => name === wanted)) found += 1;
    if (query >= SCANS) continue;
    const scanning = performance.now();
    names.map((name) => distance(typo, name));
    samples.scan.push(performance.now() - scanning);
  }
  const [ours, theirs] = [median(samples.index), median(samples.scan)];
  return [
    {
      name: 'near names among 100,000',
      measured: ours / theirs,
      limit: 0.05,
      unit: '× the edit distance to each',
      detail: `the best ${OFFERED}, median of ${QUERIES}: index ${ours.toFixed(2)} ms, fastest-levenshtein ${theirs.toFixed(1)} ms; ${((1000 * building) / NAMES).toFixed(0)} µs to add a name, ${(index.bytes / NAMES).toFixed(0)} bytes of arrays each`,
    },
    {
      name: 'names with a letter missing that are not found',
      measured: 1 - found / QUERIES,
      limit: 0.02,
      unit: `of them, among the best ${OFFERED}`,
      detail: `${found} of ${QUERIES} generated names found`,
    },
  ];
}
