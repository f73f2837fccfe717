import { availabilityOf } from './availability.ts';
import { type CandidateDeps, toCandidate } from './candidate.ts';
import { LlmError } from './errors.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { AliasStatus, Llm, ProviderStatus } from './llm.ts';
import type { ModelConfig } from './model-config.ts';
import { type Account, type GenerateRequest, MODEL_ALIASES, type ModelAlias } from './port.ts';

export interface StatusDeps extends CandidateDeps {
  config: ModelConfig;
  ledger: Ledger;
}

const NOBODY: Account = { caller: 'status' };

/** How things are with each provider, alias and budget. Asks every provider for its models, which costs nothing. */
export function createStatus(deps: StatusDeps): Llm['status'] {
  return async (account = NOBODY) => {
    const [providers, aliases, budgets] = await Promise.all([
      Promise.all(deps.pool.ids.map((id) => providerStatus(id, deps))),
      Promise.all(MODEL_ALIASES.map((alias) => aliasStatus(alias, account, deps))),
      deps.ledger.budgets(account),
    ]);
    return { providers, aliases, budgets };
  };
}

async function providerStatus(id: string, { pool, catalogue, lanes }: StatusDeps): Promise<ProviderStatus> {
  const listed = pool.open(id).then((provider) => catalogue.of(provider));
  return { provider: id, ...lanesOf(id, lanes), ...(await availabilityOf(listed)) };
}

function lanesOf(provider: string, lanes: StatusDeps['lanes']): Pick<ProviderStatus, 'limits' | 'health'> {
  const all = lanes.ofProvider(provider);
  return {
    limits: all.map(({ model, pacer }) => ({ ...pacer.limits, model })),
    health: all.map(({ model, breaker, latency: { value } }) => ({
      model,
      circuit: breaker.circuit,
      ...(value !== undefined && { latencyMs: Math.round(value) }),
    })),
  };
}

/** The first choice that works now. */
async function aliasStatus(alias: ModelAlias, account: Account, deps: StatusDeps): Promise<AliasStatus> {
  const request: GenerateRequest = {
    model: alias,
    account,
    messages: [{ role: 'user', content: '' }],
    maxTokens: 1,
  };
  const skipped: { provider: string; why: string }[] = [];
  for (const [index, choice] of deps.config.aliases[alias].entries()) {
    try {
      const { lane, warning } = await toCandidate(choice, index + 1, request, {}, deps);
      const why = `choice ${index + 1} for ${alias}`;
      return {
        alias,
        route: { provider: lane.provider, model: lane.model, why, skipped, ...(warning && { warning }) },
      };
    } catch (error) {
      skipped.push({ provider: choice.provider, why: describe(error) });
    }
  }
  return { alias, problem: skipped.map(({ why }) => why).join(' ') };
}

function describe(error: unknown): string {
  if (error instanceof LlmError) return `${error.code}: ${error.message}`;
  return 'BAD_ANSWER: it could not be asked.';
}
