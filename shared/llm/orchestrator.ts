import type { Logger } from '../log.ts';
import { type Candidate, type CandidateDeps, type Need, toCandidate } from './candidate.ts';
import { LlmError, type LlmErrorCode } from './errors.ts';
import { formatUsd } from './ledger/money.ts';
import type { Route, Skipped } from './llm.ts';
import { MODEL_CONFIG_KEY, type ModelConfig } from './model-config.ts';
import type { GenerateRequest } from './port.ts';

/** Failures that another provider or model may not have. The rest would meet any of them, or are the caller's will. */
const ELSEWHERE: ReadonlySet<LlmErrorCode> = new Set([
  'NO_ACCESS',
  'RATE_LIMITED',
  'OVERLOADED',
  'UNREACHABLE',
  'TIMEOUT',
  'BAD_ANSWER',
  'NO_MODEL',
  'TOO_LARGE',
  'BUDGET_EXHAUSTED',
]);

export interface Taken<T> {
  value: T;
  route: Route;
  candidate: Candidate;
}

export interface Orchestrator {
  /**
   * Runs a call by the first way that can take it, and by the next when it fails there.
   * @throws LlmError of the first choice, which names what was tried besides.
   */
  take<T>(
    request: GenerateRequest,
    need: Need,
    run: (candidate: Candidate) => Promise<T>,
    /** The provider that goes first, so that a conversation stays where it began. */
    stay?: string,
  ): Promise<Taken<T>>;
}

export interface OrchestratorDeps extends CandidateDeps {
  config: Pick<ModelConfig, 'aliases' | 'prefer'>;
  log: Logger;
}

export function createOrchestrator(deps: OrchestratorDeps): Orchestrator {
  const { pool, log } = deps;
  const warned = new Set<string>();

  const warn = (warning: string | undefined): void => {
    if (warning === undefined || warned.has(warning)) return;
    warned.add(warning);
    log.warn(warning);
  };

  return {
    async take(request, need, run, stay) {
      if (pool.ids.length === 0) throw noProvider();
      const failures: Failure[] = [];
      for await (const { candidate, why } of ways(request, need, stay, failures, deps)) {
        const { provider, model } = candidate.lane;
        try {
          warn(candidate.warning);
          const value = await run(candidate);
          const skipped = failures.map(toSkipped);
          const route: Route = { provider, model, why, skipped };
          if (candidate.warning) route.warning = candidate.warning;
          return { value, route, candidate };
        } catch (error) {
          if (!(error instanceof LlmError) || request.signal?.aborted || !ELSEWHERE.has(error.code))
            throw error;
          failures.push({ provider, model, error });
        }
      }
      throw allFailed(failures, pool.ids);
    },
  };
}

interface Failure {
  provider: string;
  model?: string;
  error: LlmError;
}

function toSkipped({ error, ...where }: Failure): Skipped {
  return { ...where, why: `${error.code}: ${error.message}` };
}

interface Way {
  candidate: Candidate;
  why: string;
}

/**
 * The ways that can take a call, best first; what cannot is added to the failures. In the order of the settings each
 * is only looked at when it is its turn: the others need not be loaded, nor asked for their models.
 */
async function* ways(
  request: GenerateRequest,
  need: Need,
  stay: string | undefined,
  failures: Failure[],
  deps: OrchestratorDeps,
): AsyncGenerator<Way, void, undefined> {
  const { prefer, aliases } = deps.config;
  const choices = aliases[request.model].map((choice, index) => ({ choice, place: index + 1 }));
  const first = choices.filter(({ choice }) => choice.provider === stay);
  const look = async ({ choice, place }: (typeof choices)[number]): Promise<Candidate | undefined> => {
    try {
      return await toCandidate(choice, place, request, need, deps);
    } catch (error) {
      if (!(error instanceof LlmError) || request.signal?.aborted) throw error;
      failures.push({ provider: choice.provider, error });
      return undefined;
    }
  };

  if (prefer === 'order' || choices.length === 1) {
    for (const one of [...first, ...choices.filter((choice) => !first.includes(choice))]) {
      const candidate = await look(one);
      if (candidate) yield { candidate, why: `choice ${one.place} for ${request.model}` };
    }
    return;
  }
  const found = (await Promise.all(choices.map(look))).filter((candidate) => candidate !== undefined);
  const weigh = prefer === 'price' ? costOf : latencyOf;
  // Sorting keeps the order of the settings among equals; a model that was never called is tried first.
  const sorted = found.sort((a, b) => stays(b, stay) - stays(a, stay) || weigh(a) - weigh(b));
  for (const candidate of sorted) {
    yield { candidate, why: reason(candidate, prefer, found.length, request.model) };
  }
}

const stays = (candidate: Candidate, stay: string | undefined): number =>
  candidate.choice.provider === stay ? 1 : 0;
const costOf = ({ cost }: Candidate): number => cost.nanoUsd;
const latencyOf = ({ lane }: Candidate): number => lane.latency.value ?? 0;

function reason(candidate: Candidate, prefer: ModelConfig['prefer'], count: number, alias: string): string {
  if (prefer === 'price')
    return `by price of ${count} for ${alias}, at most ${formatUsd(candidate.cost.nanoUsd)}`;
  const { value } = candidate.lane.latency;
  const latency = value === undefined ? 'not measured yet' : `about ${Math.round(value)} ms`;
  return `by latency of ${count} for ${alias}, ${latency}`;
}

function noProvider(): LlmError {
  return new LlmError('NO_ACCESS', 'No model provider is configured.', {
    retryable: false,
    hint: `Set a key, such as ANTHROPIC_API_KEY, or enable a provider under ${MODEL_CONFIG_KEY}.providers in the settings.`,
  });
}

function allFailed(failures: readonly Failure[], configured: readonly string[]): LlmError {
  const [first, ...others] = failures;
  if (!first) return noProvider();
  const { code, message, details } = first.error;
  const tried = others.map(({ provider, error }) => `${provider}: ${error.code}, ${error.message}`);
  const unknown = failures.every(({ provider }) => !configured.includes(provider));
  const hint = [
    details.hint,
    unknown && `Configured: ${configured.join(', ')}. Name one of them under ${MODEL_CONFIG_KEY}.aliases.`,
    tried.length > 0 && `Tried besides: ${tried.join(' ')}`,
  ]
    .filter(Boolean)
    .join(' ');
  return new LlmError(code, message, { ...details, ...(hint && { hint }) });
}
