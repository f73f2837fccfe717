import { isDeepStrictEqual } from 'node:util';
import { createLogger, type LogLevel } from '../../../../shared/log.ts';
import { play } from './scenario.ts';
import { SCENARIOS } from './scenarios/all.ts';

// A process that plays every scenario at a level of the log, and tells on stderr which came out otherwise.
const log = createLogger(process.argv[2] as LogLevel);
for (const scenario of SCENARIOS) {
  const outcome = await play(scenario, log);
  if (!isDeepStrictEqual(outcome, scenario.expected)) process.stderr.write(`otherwise: ${scenario.name}\n`);
}
process.stderr.write(`played ${SCENARIOS.length}\n`);
