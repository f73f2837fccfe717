// A process that changes the truth and brings the changes to Qdrant, on and on. Its test starts and kills it.
import { createQdrantEngine } from '../../servers/memory/store/qdrant.ts';
import { projectOnce } from '../../servers/memory/vectors/projection.ts';
import { systemClock } from '../../shared/clock.ts';
import { openDatabase } from '../../shared/db/database.ts';
import { createLogger } from '../../shared/log.ts';
import { seeded } from '../servers/memory/vectors/clusters.ts';
import { createTruth, SPACE, TRUTH_MIGRATIONS } from './vector-truth.ts';

const [, , file = '', url = '', seed = ''] = process.argv;
const random = seeded(Number(seed));
const truth = createTruth(
  await openDatabase(file, TRUTH_MIGRATIONS, { durability: 'full', clock: systemClock }),
);
const engine = createQdrantEngine({
  url,
  collectionPrefix: 'iza-chaos',
  clock: systemClock,
  log: createLogger('silent'),
});
await engine.ensure(SPACE);
process.stdout.write('ready\n');
for (;;) {
  for (let i = 0; i < 7; i += 1) {
    const memory = `m${Math.floor(random() * 200)}`;
    if (random() < 0.3) truth.change(memory);
    else truth.change(memory, Math.floor(random() * 1_000));
  }
  await projectOnce(truth, engine, 5);
}
