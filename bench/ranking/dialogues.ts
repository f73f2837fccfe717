import type { Conversation, Question } from './conversation.ts';
import { seeded } from './random.ts';
import { readTopics, type Topic } from './topic-blocks.ts';
import { AFTER, BEFORE, OFF_TOPIC, PEOPLE, POOLS, SMALL_TALK } from './topics.ts';

const DAY = 86_400_000;
const START = Date.UTC(2024, 0, 8, 18);
const SESSIONS = 18;
const TALKS_A_SESSION = 3;
/** Share of the questions that are left out, for variety. */
const UNASKED = 0.4;
const SMALL = SMALL_TALK.trim().split('\n');

type Random = () => number;
type Values = Map<string, string>;

/** Dialogues of two people over most of a year, with questions and the turns that answer them. A seed decides all. */
export function generateDialogues(count: number, seed: number): Conversation[] {
  const random = seeded(seed);
  const topics = readTopics();
  return Array.from({ length: count }, (_, number) => dialogue(`dialogue-${number + 1}`, topics, random));
}

function dialogue(id: string, topics: readonly Topic[], random: Random): Conversation {
  const [one, other] = shuffled(PEOPLE, random);
  const people: [string, string] = [one ?? '', other ?? ''];
  const turns: Conversation['turns'] = [];
  /** The same question about two such talks has evidence in both. */
  const questions = new Map<string, Question & { about: string }>();
  let index = 0;
  const say = (session: number, at: number, speaker: string, text: string): number => {
    const seq = turns.length + 1;
    index += 1;
    turns.push({ seq, text, speaker, session, index, at, date: new Date(at).toUTCString() });
    return seq;
  };

  for (let session = 1; session <= SESSIONS; session += 1) {
    const at = START + session * 17 * DAY + Math.floor(random() * 9) * DAY;
    index = 0;
    const chat = (amount: number): void => {
      for (let turn = 0; turn < amount; turn += 1) {
        const second = people[(turn + 1) % 2] ?? '';
        say(
          session,
          at,
          people[turn % 2] ?? '',
          expand(pick(SMALL, random), new Map([['B', second]]), random),
        );
      }
    };
    chat(2);
    for (let talk = 0; talk < TALKS_A_SESSION; talk += 1) {
      const topic = pick(topics, random);
      const [own, listener] = random() < 0.5 ? people : [people[1], people[0]];
      const values = valuesOf(topic, at, random);
      values.set('A', own).set('B', listener);
      const said = new Map<number, number>();
      for (const turn of topic.turns) {
        const seq = say(session, at, turn.own ? own : listener, decorated(turn, values, random));
        if (turn.number > 0) said.set(turn.number, seq);
      }
      for (const { numbers, together, text } of topic.questions) {
        const evidence = numbers.flatMap((number) => said.get(number) ?? []);
        const key = together ? `${own}: ${text}` : expand(text, values, random);
        if (!together && random() < UNASKED) continue;
        const known = questions.get(key) ?? {
          text: together ? expand(text, values, random) : key,
          category: together ? 1 : 4,
          evidence: new Set<number>(),
          about: about(own, topic),
        };
        for (const seq of evidence) known.evidence.add(seq);
        questions.set(key, known);
      }
      chat(Math.floor(random() * 5));
    }
  }
  const answered = [...questions.values()];
  const told = new Set(answered.map(({ about }) => about));
  return { id, turns, questions: [...answered, ...unanswered(topics, people, told, random)] };
}

/** Questions about what somebody never told, though the other may have, and about what nobody did. */
function unanswered(
  topics: readonly Topic[],
  people: readonly string[],
  told: ReadonlySet<string>,
  random: Random,
): Question[] {
  const untold = people.flatMap((own) =>
    topics.flatMap((topic) => (told.has(about(own, topic)) ? [] : [{ own, topic }])),
  );
  const near = untold.map(({ own, topic }) =>
    expand(pick(topic.questions, random).text, valuesOf(topic, START, random).set('A', own), random),
  );
  const far = people.flatMap((own) =>
    OFF_TOPIC.trim()
      .split('\n')
      .map((text) => expand(text, new Map([['A', own]]), random)),
  );
  return [...near, ...far].map((text) => ({ text, category: 5, evidence: new Set() }));
}

const about = (own: string, topic: Topic): string => `${own}: ${topic.name}`;

/** A turn as people talk: what it says, often with something before or after it. */
function decorated({ own, text }: Topic['turns'][number], values: Values, random: Random): string {
  if (!own) return expand(text, values, random);
  const before = random() < 0.35 ? `${pick(BEFORE, random)} ` : '';
  const after = random() < 0.45 ? ` ${pick(AFTER, random)}` : '';
  return expand(`${before}${text}${after}`, values, random);
}

/** Values for the slots of one talk: the topic's own, those of all topics, and a time in the words of the speaker. */
function valuesOf(topic: Topic, at: number, random: Random): Values {
  const pools = [...Object.entries(POOLS), ...topic.slots];
  const values: Values = new Map(pools.map(([slot, pool]) => [slot, pick(pool, random)]));
  const [words, daysAgo] = pick(TIMES, random);
  const day = new Date(at - daysAgo * DAY);
  const month = day.toLocaleString('en', { month: 'long', timeZone: 'UTC' });
  const year = day.getUTCFullYear();
  return values
    .set('when', words)
    .set('month', `${month} ${year}`)
    .set('day', `${day.getUTCDate()} ${month} ${year}`);
}

const TIMES: readonly (readonly [string, number])[] = [
  ['yesterday', 1],
  ['last week', 7],
  ['two days ago', 2],
  ['last month', 30],
  ['a few days ago', 3],
  ['today', 0],
  ['the other day', 4],
  ['recently', 5],
  ['two weeks ago', 14],
];

/** Replaces the innermost choices until none is left, then the slots. */
function expand(template: string, values: Values, random: Random): string {
  let text = template;
  const choice = /\[(?!image:)([^[\]]*)\]/;
  for (let match = choice.exec(text); match; match = choice.exec(text)) {
    text = text.replace(match[0], () => pick(match[1]?.split('|') ?? [], random));
  }
  return text
    .replace(/\{(\w+)\}/g, (_, slot: string) => values.get(slot) ?? pick(POOLS[slot] ?? [slot], random))
    .replace(/\s+([?.!,])/g, '$1');
}

function pick<T>(all: readonly T[], random: Random): T {
  const chosen = all[Math.floor(random() * all.length)];
  if (chosen === undefined) throw new Error('There is nothing to choose from.');
  return chosen;
}

function shuffled<T>(all: readonly T[], random: Random): T[] {
  return all
    .map((one) => ({ one, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}
