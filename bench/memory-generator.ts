import { fingerprint } from '../servers/memory/fingerprint.ts';
import type { MemoryContent } from '../servers/memory/memory.ts';
import { TRUST } from '../servers/memory/memory.ts';
import { USUAL_IMPORTANCE } from '../servers/memory/quality.ts';
import { createSqliteMemoryStore } from '../servers/memory/store/sqlite.ts';
import type { MemoryChange } from '../servers/memory/store/store.ts';
import type { Database } from '../shared/db/database.ts';
import { createIds } from '../shared/ids.ts';
import { seededRandom } from '../test/seeded-random.ts';

/** When the first of them is said; each next one five minutes later. */
const BEGIN = Date.UTC(2023, 0, 2);
const STEP_MS = 5 * 60_000;
const CHANGE = 5_000;
/** Of each hundred, the first are the messages of one conversation and the rest single memories. */
const BLOCK = 100;
const MESSAGES = 50;

const PEOPLE =
  'Ada Ben Chiara Dmitri Elena Farid Grace Hugo Ines Jonas Kira Liam Mona Nils Olga Pedro Quinn Rosa Samir Tess'.split(
    ' ',
  );
const SURNAMES =
  'Archer Bloom Castell Duarte Ekman Fischer Granger Holt Ivanov Jansen Keller Lindqvist Moreau Novak Okafor'.split(
    ' ',
  );
const PLACES =
  'Lisbon Oslo Kyoto Berlin Toronto Nairobi Lima Prague Galway Bergen Turin Porto Leeds Graz Basel'.split(
    ' ',
  );
const VERBS =
  'moved finished reviewed planned cancelled bought fixed wrote called visited tested painted learned cooked sold'.split(
    ' ',
  );
const THINGS =
  'report kitchen release garden budget server contract guitar meeting recipe bicycle lesson invoice journey parser'.split(
    ' ',
  );
const TIMES = [
  'last Tuesday',
  'yesterday',
  'on 12 May 2024',
  'next week',
  'in March 2023',
  'two weeks ago',
  'last summer',
];
const SYLLABLES =
  'ba be bi bo ca ce co da de di do fa fe fi ga go ha he hi ka ke ki la le li lo ma me mi mo na ne no pa pe po ra re ri ro sa se si so ta te ti to va ve vi wa we za'.split(
    ' ',
  );

/** Ordinary language has a few words in every text and most words in almost none. */
const RARE_WORDS = 40_000;

const pick = <T>(from: readonly T[], random: () => number): T =>
  from[Math.floor(random() * from.length)] as T;

/** A word by its rank; drawn with Zipf's law, the word of rank r comes in proportion to 1/r. */
function word(rank: number): string {
  let text = '';
  for (let rest = rank + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
    text += SYLLABLES[rest % SYLLABLES.length];
  }
  return text;
}
const zipf = (random: () => number): string => word(Math.floor(RARE_WORDS ** random()) - 1);

/** The nth memory that is generated: always the same. */
export function generatedText(n: number): string {
  const random = seededRandom(n);
  const who = `${pick(PEOPLE, random)} ${pick(SURNAMES, random)}`;
  const filler = Array.from({ length: 4 + Math.floor(random() * 12) }, () => zipf(random)).join(' ');
  const when = random() < 0.15 ? ` ${pick(TIMES, random)}` : '';
  return `${who} ${pick(VERBS, random)} the ${zipf(random)} ${pick(THINGS, random)} in ${pick(PLACES, random)}${when}: ${filler}.`;
}

/** A question about one of the first `n` memories, in one of the ways in which people ask. */
export function generatedQuestion(serial: number, n: number): string {
  const random = seededRandom(-serial - 1);
  const text = generatedText(Math.floor(random() * n));
  const [first = '', last = '', verb = '', , rare = '', thing = ''] = text.split(/\s+/);
  const filler = (text.split(': ')[1] ?? '').replace('.', '').split(' ');
  switch (serial % 6) {
    case 0:
      return `What did ${first} ${last} say about the ${rare} ${thing}?`;
    case 1:
      return `${filler.slice(0, 3).join(' ')}`;
    case 2:
      return `When was the ${thing} ${verb} by ${first}?`;
    case 3:
      return `Where is the ${rare} ${thing} and who ${verb} it, ${filler[0]}?`;
    case 4:
      return `What did ${first} do last week with ${filler[1]}?`;
    default:
      return `${thing} ${rare}`;
  }
}

function contentOf(n: number): { scope: string; content: MemoryContent; about?: string } {
  const random = seededRandom(n ^ 0x5eed);
  const kind = pick(['fact', 'event', 'note', 'task', 'procedure'] as const, random);
  const text = generatedText(n);
  const base = {
    text,
    tags: [],
    status: 'active' as const,
    sensitivity: 1,
    trust: TRUST.person,
    pinned: false,
  };
  return {
    scope: n % 5 === 4 ? `project:p${Math.floor(n / BLOCK) % 20}` : 'user',
    content: { ...base, kind, importance: USUAL_IMPORTANCE[kind] },
    ...(random() < 0.3 && { about: text.split(' ').slice(0, 2).join(' ') }),
  };
}

/** Fills an empty database with the first `count` memories, half of them messages of conversations. */
export async function generateMemories(db: Database, count: number): Promise<void> {
  let now = BEGIN;
  const clock = { now: () => now, monotonic: () => now };
  const ids = createIds(clock);
  const lazy = { get: async () => db, opened: true, close: async () => undefined };
  const store = createSqliteMemoryStore(lazy, clock, ids);
  const addMessage = (change: MemoryChange, n: number): void => {
    const session = `conversation-${Math.floor(n / BLOCK)}`;
    const saved =
      change.session('user', session) ?? change.saveSession({ id: session, scope: 'user', name: session });
    const text = generatedText(n);
    const [speaker = ''] = text.split(' ');
    const position = n % BLOCK;
    const content = {
      kind: 'message' as const,
      text,
      tags: [],
      status: 'active' as const,
      importance: 0.3,
      sensitivity: 1,
    };
    const said = {
      trust: TRUST.person,
      pinned: false,
      validFrom: now,
      session: saved.id,
      position,
      role: 'user',
      speaker,
    };
    change.add(ids.next(), 'user', { ...content, ...said }, fingerprint(text));
  };
  const addMemory = (change: MemoryChange, n: number): void => {
    const { scope, content, about } = contentOf(n);
    const added = change.add(ids.next(), scope, { ...content, validFrom: now }, fingerprint(content.text));
    change.addSource(added, { client: 'bench 1.0.0', at: now });
    if (about) change.link(added.id, change.saveEntity(scope, about, about.toLowerCase()).id);
  };
  for (let done = 0; done < count; done += CHANGE) {
    await store.change({ tool: 'bench' }, (change) => {
      for (let n = done; n < Math.min(done + CHANGE, count); n += 1) {
        now = BEGIN + n * STEP_MS;
        if (n % BLOCK < MESSAGES) addMessage(change, n);
        else addMemory(change, n);
      }
    });
  }
}
