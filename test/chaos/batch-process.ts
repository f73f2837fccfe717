// A process that submits a batch and says so, or collects one by its ticket. Its test starts and kills it.
import { systemClock } from '../../shared/clock.ts';
import { systemIds } from '../../shared/ids.ts';
import { MODEL_CONFIG } from '../../shared/llm/model-config.ts';
import { openLlm } from '../../shared/llm/open.ts';
import { createLogger } from '../../shared/log.ts';

const [, , home = '', ticket] = process.argv;
const { llm, close } = await openLlm({
  config: MODEL_CONFIG.parse({
    prices: [
      {
        provider: 'claude',
        model: '*',
        input: 1,
        output: 10,
        batch: 0.5,
        source: 'test',
        date: '2026-11-20',
      },
    ],
  }),
  env: process.env,
  home,
  durability: 'full',
  clock: systemClock,
  ids: systemIds,
  log: createLogger('silent'),
});
if (ticket === undefined) {
  const made = await llm.batches.submit({
    model: 'worker',
    account: { caller: 'chaos' },
    requests: [{ id: 'a', messages: [{ role: 'user', content: 'one' }], maxTokens: 100 }],
  });
  process.stdout.write(`${JSON.stringify(made)}\n`);
  // Never ended but by its test.
  await llm.batches.wait(made);
} else {
  const made = JSON.parse(ticket);
  await llm.batches.wait(made);
  const { outcomes, cost } = await llm.batches.collect(made);
  const outcome = outcomes.get('a');
  const text = outcome?.state === 'succeeded' ? outcome.result.text : outcome?.state;
  process.stdout.write(`${JSON.stringify({ text, nanoUsd: cost.nanoUsd })}\n`);
  await close();
}
