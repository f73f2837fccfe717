import type { Migration } from '../../shared/db/migrate.ts';
import { RECEIPT_TABLE } from '../../shared/db/receipt.ts';
import { JOB_TABLE } from '../../shared/jobs/store.ts';

/** The jobs, and a table in which their work leaves a mark for each step that counted. */
export const JOB_MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: `${RECEIPT_TABLE}; ${JOB_TABLE}; CREATE TABLE step (n INTEGER NOT NULL) STRICT;` },
];
