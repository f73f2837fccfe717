import type { setUp } from '../set-up.ts';

/** Signs that mean something in one format or another. */
export const ODD = 'He said: "\\u0027 OR 1=1 //`}) </script><!-- &amp; #quot; \\" it’s\n=SUM(A1) 🜁';

/**
 * A few entities and facts of every kind: values, intervals, several names, a merge, and texts that would break a
 * format that does not escape them.
 * e1 Ada, e2 the engine, e3 Babbage, e4 London, e5 Chas. Babbage (merged into e3).
 */
export async function littleGraph({ value }: Awaited<ReturnType<typeof setUp>>, graph = 'main') {
  await value('kg_assert', {
    graph,
    episode: {
      kind: 'document',
      title: 'Notes, "translated"',
      uri: 'https://example.org/notes?a=1&b=2',
      text: 'The engine weaves algebraical patterns.',
      occurred_at: '1843-08-14',
    },
    entities: [
      {
        name: 'Ada Lovelace',
        type: 'Person',
        aliases: ['Countess'],
        keys: ['ada@example.org'],
        summary: ODD,
      },
      { name: 'Analytical Engine', type: 'Machine' },
      { name: 'Charles Babbage', type: 'Person' },
      { name: 'London', type: 'Place' },
      { name: 'Chas. Babbage', type: 'Person' },
    ],
    facts: [
      {
        subject: 'Ada Lovelace',
        relation: 'wrote_about',
        object: 'Analytical Engine',
        valid_from: '1843',
        quote: 'weaves algebraical patterns',
        confidence: 0.9,
      },
      {
        subject: 'Charles Babbage',
        relation: 'designed',
        object: 'Analytical Engine',
        valid_from: '1834',
        valid_to: '1871',
      },
      {
        subject: 'Ada Lovelace',
        relation: 'lived_in',
        object: 'London',
        valid_from: '1846',
        valid_to: '1852-11-27',
      },
      { subject: 'Ada Lovelace', relation: 'age', value: 36 },
      { subject: 'Ada Lovelace', relation: 'height', value: -1.5 },
      { subject: 'Ada Lovelace', relation: 'famous', value: true },
      { subject: 'Ada Lovelace', relation: 'note', value: '=HYPERLINK("https://example.org")' },
      { subject: 'Chas. Babbage', relation: 'lived_in', object: 'London', valid_to: '1871' },
    ],
  });
  await value('kg_resolve', { graph, op: 'merge', entity: 'e3', other: 'e5' });
}
