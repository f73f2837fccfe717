import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../shared/clock.ts';
import type { JsonObject } from '../../../shared/mcp/surface.ts';
import { Asserted, Connected, TakenBack } from '../answers.ts';
import { type Asking, ask } from '../ask.ts';
import type { Documents } from '../documents.ts';
import { factsOf } from '../facts.ts';

const GRAPH = 'demo';
/** A change and a question of the same millisecond are of the same moment. */
const TICK_MS = 5;

/** Tells the graph what is part of what, asks how two things hang together, takes a step back, and asks as of before. */
export async function connect(asking: Asking, { folder, files }: Documents, clock: Clock): Promise<void> {
  const { step } = asking;
  const project = basename(folder);
  let chapter = '';
  let last = '';
  for (const file of files) {
    const [first] = factsOf(file);
    const facts: JsonObject[] = [
      { subject: file.name, relation: 'part_of', object: project },
      ...(first
        ? [
            {
              subject: `Beginning of ${file.name}`,
              relation: 'part_of',
              object: file.name,
              quote: first.quote,
            },
          ]
        : []),
    ];
    const told: JsonObject = {
      graph: GRAPH,
      episode: { kind: 'document', title: file.name, uri: file.uri, text: first?.quote ?? file.name },
      entities: [
        { name: project, type: 'Project' },
        { name: file.name, type: 'Document', keys: [file.path] },
        ...(first ? [{ name: `Beginning of ${file.name}`, type: 'Text' }] : []),
      ],
      facts,
    };
    const stored = await ask(asking, 'kg_assert', told, Asserted, {
      asked: `kg_assert: what ${file.name} is part of, with the words it begins with`,
      answered: ({ facts: kept }) => kept.map(({ fact }) => fact).join('; '),
    });
    const [whole, beginning] = stored.facts;
    if (beginning) chapter = `Beginning of ${file.name}`;
    if (whole) last = whole.id;
  }
  const from = chapter === '' ? (files.at(-1)?.name ?? '') : chapter;

  const way = async (knownAt?: string) => {
    const args = { graph: GRAPH, from, to: project, ...(knownAt !== undefined && { known_at: knownAt }) };
    const { paths } = await ask(asking, 'kg_paths', args, Connected, {
      answered: ({ paths: [best] }) => best?.entities.map(({ name }) => name).join(' — ') ?? 'not connected',
    });
    return paths[0];
  };
  const found = await way();
  const sources = found?.steps.flat().flatMap((fact) => fact.sources.map(({ title }) => title)) ?? [];
  step.check(
    'two things are connected over a third, and every step names its document',
    found !== undefined && found.length === (chapter === '' ? 1 : 2) && sources.length >= found.length,
    found
      ? `${found.entities.map(({ name }) => name).join(' — ')}, from ${[...new Set(sources)].join(', ')}`
      : 'no path',
  );

  await sleep(TICK_MS);
  const before = new Date(clock.now()).toISOString();
  await sleep(TICK_MS);
  const wrong = found?.steps.at(-1)?.[0]?.id ?? last;
  await ask(asking, 'kg_retract', { graph: GRAPH, facts: [wrong], reason: 'the demo says so' }, TakenBack, {
    answered: ({ facts }) => `taken back: ${facts.join(', ')}`,
  });
  const [now, then] = [await way(), await way(before)];
  step.check(
    'without a step of it they are not connected, and as of before they are',
    now === undefined && then?.length === found?.length,
    `now ${now ? 'connected' : 'not connected'}, as known at ${before} ${then ? 'connected' : 'not connected'}`,
  );
}
