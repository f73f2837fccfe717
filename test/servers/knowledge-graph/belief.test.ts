import { expect, test } from 'vitest';
import { believe } from '../../../servers/knowledge-graph/believe.ts';
import { canonOf } from '../../../servers/knowledge-graph/canon.ts';
import { createOntology, ontologySchema } from '../../../servers/knowledge-graph/ontology.ts';
import { retractFacts } from '../../../servers/knowledge-graph/retract.ts';
import { seededRandom } from '../../seeded-random.ts';
import { OneAtATime } from './belief-model.ts';
import { openSqliteGraph } from './open-sqlite.ts';
import { entity, episode, ORIGIN } from './store-contract.ts';

const ontology = createOntology(ontologySchema.parse({ relations: { lives_in: { cardinality: 'one' } } }), 1);
const HISTORIES = Number(process.env.IZA_HISTORIES ?? 60);
const OPERATIONS = 14;
const DAYS = 24;

/**
 * Random histories of telling and retracting. After each operation the model answers for every day; then all days are
 * asked of the store as of every operation, by valid time and by what was known then.
 */
test('what is believed, and what was believed, is what a model without rows says', async () => {
  const { store } = await openSqliteGraph();
  let probes = 0;
  for (let seed = 0; seed < HISTORIES; seed += 1) {
    const random = seededRandom(seed);
    const pick = (n: number): number => Math.floor(random() * n);
    const subject = await store.change(ORIGIN, (change) => change.add('entity', entity(`Subject ${seed}`)));
    const told = await store.change(ORIGIN, (change) => change.add('episode', episode('told')));
    const model = new OneAtATime();
    const expected: { seq: number; days: (number | undefined)[] }[] = [];
    const facts: number[] = [];
    for (let n = 0; n < OPERATIONS; n += 1) {
      const retracted = facts.length > 0 && random() < 0.2 ? facts[pick(facts.length)] : undefined;
      const from = random() < 0.7 ? pick(DAYS) : undefined;
      const to = random() < 0.4 ? (from ?? 0) + 1 + pick(8) : undefined;
      const claim = { object: 1_000_000 + pick(4), from, to, at: 12 + pick(6) };
      await store.change(ORIGIN, async (change) => {
        if (retracted !== undefined) {
          await retractFacts(change, ontology, [retracted]);
          model.retract(retracted);
          return;
        }
        const canon = canonOf(await change.merges('main'));
        const { fact } = await believe(
          { change, ontology, canon },
          { subject, relation: 'lives_in', confidence: 1, ...claim },
        );
        await change.add('support', { fact, episode: told, extractor: 'host' });
        expect(model.tell(claim, fact), `history ${seed}, operation ${n}`).toBe(fact);
        facts.push(fact);
      });
      // A change that does nothing has no number.
      const seq = (await store.read((view) => view.last()))?.seq ?? 0;
      expected.push({ seq, days: Array.from({ length: DAYS + 10 }, (_, day) => model.at(day - 1)?.object) });
    }
    for (const { seq, days } of expected) {
      const answers = await store.read((view) =>
        Promise.all(
          days.map(async (_, day) => {
            const rows = await view.facts([subject], {
              relations: ['lives_in'],
              validAt: day - 1,
              knownAt: seq,
            });
            expect(rows.length, `history ${seed}, change ${seq}, day ${day - 1}`).toBeLessThanOrEqual(1);
            return rows[0]?.object;
          }),
        ),
      );
      expect(answers, `history ${seed}, change ${seq}`).toEqual(days);
      probes += days.length;
    }
  }
  expect(probes).toBeGreaterThan(HISTORIES * OPERATIONS * DAYS * 0.9);
}, 600_000);
