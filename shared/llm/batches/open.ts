import { LlmError } from '../errors.ts';
import { MODEL_CONFIG_KEY, type ModelConfig } from '../model-config.ts';
import type { Batches } from './batches.ts';
import { type CollectDeps, createCollect } from './collect.ts';
import { createProgress } from './progress.ts';
import { createSubmit, type SubmitDeps } from './submit.ts';

/** The batches of the core. Where runs are recorded or replayed there are none, which is said before anything is done. */
export function createBatches(deps: SubmitDeps & CollectDeps, { mode }: ModelConfig['recording']): Batches {
  if (mode === 'off') return { submit: createSubmit(deps), ...createProgress(deps), ...createCollect(deps) };
  const refuse = () => Promise.reject(unrecorded(mode));
  return {
    submit: refuse,
    get: refuse,
    wait: refuse,
    collect: refuse,
    collectObjects: refuse,
    cancel: refuse,
  };
}

function unrecorded(mode: 'record' | 'replay'): LlmError {
  return new LlmError('BAD_REQUEST', 'A batch can be neither recorded nor replayed.', {
    retryable: false,
    hint: `${MODEL_CONFIG_KEY}.recording.mode is ${mode}: set it to off, or send the requests one by one.`,
  });
}
