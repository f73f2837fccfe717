import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../shared/clock.ts';
import { systemIds } from '../../shared/ids.ts';
import { LlmError } from '../../shared/llm/errors.ts';
import { MODEL_CONFIG } from '../../shared/llm/model-config.ts';
import { openLlm } from '../../shared/llm/open.ts';
import { createLogger } from '../../shared/log.ts';

// How long a caller waits to learn that there is no model, in a process of its own: prints milliseconds.
const { llm, close } = await openLlm({
  config: MODEL_CONFIG.parse({}),
  env: {},
  home: mkdtempSync(join(tmpdir(), 'iza-bench-')),
  durability: 'full',
  clock: systemClock,
  ids: systemIds,
  log: createLogger('silent'),
});
const start = performance.now();
const request = {
  model: 'worker',
  account: { caller: 'bench' },
  messages: [{ role: 'user', content: 'Hello.' }],
  maxTokens: 100,
} as const;
const refused = await llm.generate(request).catch((error: unknown) => error);
const ms = performance.now() - start;
if (!(refused instanceof LlmError) || refused.code !== 'NO_ACCESS') throw new Error('it was not refused');
process.stdout.write(`${ms}\n`);
await close();
