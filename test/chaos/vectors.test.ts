import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createQdrantEngine } from '../../servers/memory/store/qdrant.ts';
import { drain } from '../../servers/memory/vectors/drain.ts';
import { verify } from '../../servers/memory/vectors/verification.ts';
import { systemClock } from '../../shared/clock.ts';
import { openDatabase } from '../../shared/db/database.ts';
import { createLogger } from '../../shared/log.ts';
import { seeded } from '../servers/memory/vectors/clusters.ts';
import { startQdrant } from '../support/qdrant/server.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { createTruth, SPACE, TRUTH_MIGRATIONS } from './vector-truth.ts';

const KILLS = 20;

test('however often the projector is killed, the engine ends equal to the truth', async () => {
  const file = join(await temporaryFolder(), 'truth.db');
  const qdrant = await startQdrant();
  onTestFinished(() => qdrant.close());
  const random = seeded(7);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const script = fileURLToPath(new URL('vector-projector.ts', import.meta.url));
    const child = spawn(process.execPath, [script, file, qdrant.url, String(kill)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    await wait(20 + random() * 150);
    child.kill('SIGKILL');
    await once(child, 'close');
  }

  const db = await openDatabase(file, TRUTH_MIGRATIONS, { durability: 'full', clock: systemClock });
  onTestFinished(() => void db.close());
  const truth = createTruth(db);
  const engine = createQdrantEngine({
    url: qdrant.url,
    collectionPrefix: 'iza-chaos',
    clock: systemClock,
    log: createLogger('silent'),
  });
  await engine.ensure(SPACE);
  expect((await verify(truth, engine)).equal).toBe(false);
  const { applied, setAside } = await drain(truth, engine, { limit: 64, sleep: async () => {} });
  expect([applied > 0, setAside]).toEqual([true, 0]);
  expect(db.prepare('SELECT count(*) FROM outbox').pluck().get()).toBe(0);
  expect(db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").pluck().get()).toBeGreaterThan(
    KILLS * 7,
  );
  expect(await verify(truth, engine)).toMatchObject({
    equal: true,
    truth: { count: db.prepare('SELECT count(*) FROM truth').pluck().get() },
  });
  expect(qdrant.violations).toEqual([]);
});
