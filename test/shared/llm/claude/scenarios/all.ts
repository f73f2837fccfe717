import type { Scenario } from '../scenario.ts';
import { batches } from './batches.ts';
import { connections, sizes } from './connections.ts';
import { contents } from './contents.ts';
import { deadlines } from './deadlines.ts';
import { statuses, waits } from './statuses.ts';
import { streams } from './streams.ts';

export const SCENARIOS: readonly Scenario[] = [
  ...statuses,
  ...waits,
  ...connections,
  ...streams,
  ...contents,
  ...sizes,
  ...deadlines,
  ...batches,
];
