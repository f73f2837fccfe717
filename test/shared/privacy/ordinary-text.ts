import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pick, seeded } from './random.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Paragraphs and table rows of the project's documents. */
export function documents(): string[] {
  const files = ['README.md', 'AGENTS.md', 'CHANGELOG.md', 'docs/decisions.md'];
  return files.flatMap((file) => readFileSync(join(ROOT, file), 'utf8').split('\n')).filter(Boolean);
}

/** Comments of the project's code, but for those about what is sensitive. */
export function comments(): string[] {
  const files = globSync('{cli,servers,shared,build,bench}/**/*.ts', { cwd: ROOT });
  return files
    .filter((file) => !/^shared.privacy/.test(file))
    .flatMap(
      (file) => readFileSync(join(ROOT, file), 'utf8').match(/\/\*\*[\s\S]*?\*\/|^\s*\/\/.*$/gm) ?? [],
    );
}

/** Lines of the project's code, but for those about what is sensitive. */
export function code(): string[] {
  const files = globSync('{cli,servers,shared,build,bench}/**/*.ts', { cwd: ROOT });
  return files
    .filter((file) => !/^shared.privacy/.test(file))
    .flatMap((file) => readFileSync(join(ROOT, file), 'utf8').split('\n'))
    .filter((line) => line.trim());
}

const WHO = [
  'I',
  'Ana',
  'my brother',
  'the team',
  'our neighbour',
  'Tom',
  'a colleague',
  'we',
  'the plumber',
  'she',
];
const DID = [
  'talked about',
  'forgot',
  'finished',
  'moved',
  'wrote down',
  'asked for',
  'bought',
  'cancelled',
  'looked for',
  'liked',
];
const WHAT = [
  'the blue bicycle',
  'two tickets for the 7 pm show',
  'the password manager',
  'a token of thanks',
  'the key to the shed',
  'version 2.14.3 of the app',
  'the meeting at 10:30',
  'order 4471-22',
  'a recipe with 250 g of flour',
  'the API review',
  'room 1204',
  'flight LH 1873',
  'the secret ingredient',
  'chapter 12',
  'the pin on the map',
  'commit 3f9d805',
  'the access road',
  'a private garden',
  'the card game',
  'the credit for the photo',
  'an account of the trip',
  'the call with support',
  'the phone charger',
  'the doctor in the film',
  'a legal pad',
  'the second address line',
  'the secret santa list',
  'a bearer of good news',
  'the basic version',
  'the auth refactoring',
  'the token count',
];
const WHEN = [
  'yesterday.',
  'on 2025-11-20.',
  'last week, for 45 minutes!',
  'in March 2024.',
  'before lunch?',
  'at the corner of the park.',
  'and it cost $129.99.',
  'for the third time.',
  'with 1,250 others.',
  'because it rained.',
  'as issue #1819 says.',
  'on the 14th.',
  'in build 20251120.1.',
  'within 300 ms.',
  'at 192.168.1.20:8080.',
  'near kilometre 42.195.',
];

/** Everyday sentences, some with words and numbers that secrets and identities are made of. */
export function everyday(count: number, seed = 7): string[] {
  const random = seeded(seed);
  const sentence = () =>
    `${pick(random, WHO)} ${pick(random, DID)} ${pick(random, WHAT)} ${pick(random, WHEN)}`;
  return Array.from({ length: count }, sentence);
}

/** Turns of long conversations, from a file of LoCoMo (Maharana et al. 2024), which is not part of the project. */
export function conversations(file: string): string[] {
  const { conversations } = JSON.parse(readFileSync(file, 'utf8')) as {
    conversations: { turns: { text: string }[] }[];
  };
  return conversations.flatMap(({ turns }) => turns.map(({ text }) => text));
}
