// A process that opens a memory of an older version: it tells when the migration begins and when the memory is open.
// Its test starts it, kills it, or has it stay within the migration until it is killed.
import { writeSync } from 'node:fs';
import { MEMORY_MIGRATIONS } from '../../servers/memory/store/migrations.ts';
import { systemClock } from '../../shared/clock.ts';
import { openDatabase } from '../../shared/db/database.ts';
import type { Migration } from '../../shared/db/migrate.ts';

const [, , file = '', stay] = process.argv;

const told = MEMORY_MIGRATIONS.map((migration): Migration => {
  if (migration.version === 1 || !('sql' in migration)) return migration;
  return {
    version: migration.version,
    up(db) {
      writeSync(1, 'begun\n');
      db.exec(migration.sql);
      if (stay) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    },
  };
});

const db = await openDatabase(file, told, { durability: 'full', clock: systemClock });
writeSync(1, 'open\n');
db.close();
