import { loadDateTagger } from '../servers/memory/ranking/dates.ts';
import { readLocomo } from './ranking/locomo-data.ts';
import { measureRetrieval, type Quality } from './ranking/measure-retrieval.ts';
import { fullText, ours } from './ranking/retrievers.ts';

// node bench/locomo.ts <file>: how well memories are found without a model, beside SQLite's full-text search, on the
// questions of categories 1 to 4 (multi-hop, temporal, open-domain, single-hop), each conversation a store of its own.

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error('Name a file of LoCoMo, in the form that bench/ranking/locomo-data.ts reads.');
  process.exit(64);
}

/** What is claimed of the whole: the least, but for the time, which is the most. */
const CLAIMS: Partial<Record<keyof Quality, number>> = {
  recall5: 0.7,
  recall10: 0.78,
  mrr: 0.6,
  recall1k: 0.83,
  p50Ms: 1,
};
const COLUMNS = ['questions', 'recall5', 'recall10', 'recall20', 'mrr', 'recall1k', 'p50Ms'] as const;

const conversations = readLocomo(path);
const dates = await loadDateTagger();
const peer = measureRetrieval(conversations, fullText);
const own = measureRetrieval(conversations, (conversation) => ours(conversation, dates));

console.log(['retriever', 'category', ...COLUMNS].map((name) => name.padEnd(10)).join(' '));
for (const [name, results] of [
  ['FTS5', peer],
  ['Iza', own],
] as const) {
  for (const [category, quality] of results) {
    const figures = COLUMNS.map((column) => quality[column].toFixed(column === 'questions' ? 0 : 3));
    console.log([name, category, ...figures].map((cell) => cell.padEnd(10)).join(' '));
  }
}

const broken: string[] = [];
const whole = own.get('all');
for (const [name, claim] of Object.entries(CLAIMS) as [keyof Quality, number][]) {
  const measured = whole?.[name] ?? Number.NaN;
  const holds = name === 'p50Ms' ? measured <= claim : measured >= claim;
  if (!holds) broken.push(`${name} ${measured.toFixed(3)}, claimed ${claim}`);
}
for (const [category, quality] of own) {
  for (const name of ['recall5', 'recall10', 'recall20', 'mrr', 'recall1k'] as const) {
    if (quality[name] < (peer.get(category)?.[name] ?? 0))
      broken.push(`${name} of category ${category} is below FTS5`);
  }
}
console.log(broken.length === 0 ? 'all claims hold' : `BROKEN: ${broken.join('; ')}`);
process.exitCode = broken.length === 0 ? 0 : 1;
