import type { Clock } from '../clock.ts';
import type { Cost } from './cost.ts';
import { LlmError } from './errors.ts';
import type { Lane, Lanes } from './lane.ts';
import type { ModelChoice } from './model-config.ts';
import { fitEffort, type ModelCatalogue, pickModel, retirementWarning } from './models.ts';
import type { GenerateRequest, ModelInfo, Provider, Resolved } from './port.ts';
import type { Price, PriceTable } from './prices/table.ts';
import type { ProviderPool } from './provider-pool.ts';
import { NO_USAGE } from './usage.ts';

/** What a request needs of a provider beside an answer. */
export interface Need {
  tools?: boolean;
  streaming?: boolean;
  batches?: boolean;
  /** The JSON of the tools or of the schema, which is input too. */
  extra?: string;
}

/** A request as it can be sent to one model, and what it comes to there. */
export interface Fitted {
  request: Resolved<GenerateRequest>;
  /** Tokens of the input, guessed. */
  inputTokens: number;
  /** Most it can cost. */
  cost: Cost;
  /** Most it can cost in a batch. */
  batchCost: Cost;
}

/** One way that a call can take. */
export interface Candidate extends Fitted {
  choice: ModelChoice;
  /** Its place among the choices of the alias, from 1. */
  place: number;
  provider: Provider;
  lane: Lane;
  price: Price;
  warning?: string;
  /** Another request, for the same model. @throws LlmError TOO_LARGE */
  adapt(asked: GenerateRequest): Fitted;
}

export interface CandidateDeps {
  clock: Clock;
  pool: ProviderPool;
  catalogue: ModelCatalogue;
  lanes: Lanes;
  prices: PriceTable;
}

/**
 * Makes a candidate of a choice in the settings: the provider opened, the model picked, the request fitted to it.
 * @throws LlmError when this choice cannot take the call: no access, no such model, too large, out of order.
 */
export async function toCandidate(
  choice: ModelChoice,
  place: number,
  asked: GenerateRequest,
  need: Need,
  { clock, pool, catalogue, lanes, prices }: CandidateDeps,
): Promise<Candidate> {
  const provider = await pool.open(choice.provider);
  const { capabilities } = provider;
  if (need.tools && !capabilities.tools) throw unable(choice.provider, 'cannot call tools');
  if (need.streaming && !capabilities.streaming) throw unable(choice.provider, 'cannot stream');
  if (need.batches && !provider.batches) throw unable(choice.provider, 'takes no batches');

  const models = await catalogue.of(provider, asked.signal);
  const model = pickModel(models, choice, clock.now());
  const lane = lanes.of(choice.provider, model.id);
  lane.breaker.check();
  const price = prices.of(choice.provider, model.id, clock.now());
  const adapt = (request: GenerateRequest): Fitted =>
    fitTo({ choice, provider, model, lane, price, need }, request);
  const warning = retirementWarning(model, clock.now());
  return { ...adapt(asked), choice, place, provider, lane, price, adapt, ...(warning && { warning }) };
}

interface Target extends Pick<Candidate, 'choice' | 'provider' | 'lane' | 'price'> {
  model: ModelInfo;
  need: Need;
}

function fitTo({ choice, provider, model, lane, price, need }: Target, asked: GenerateRequest): Fitted {
  const { model: _, effort: wanted, cache, ...rest } = asked;
  const effort = fitEffort(wanted ?? choice.effort, model.efforts);
  const request: Resolved<GenerateRequest> = {
    ...rest,
    ...(cache && provider.capabilities.caching && { cache }),
    ...(effort && { effort }),
    modelId: model.id,
    maxTokens: model.maxOutputTokens > 0 ? Math.min(asked.maxTokens, model.maxOutputTokens) : asked.maxTokens,
  };
  const guessable = { ...request, ...(need.extra !== undefined && { extra: need.extra }) };
  const inputTokens = lane.guessInput(guessable);
  if (model.maxInputTokens > 0 && inputTokens > model.maxInputTokens)
    throw tooLong(choice.provider, inputTokens, model);

  const most = lane.mostInput(guessable);
  const plain = { ...NO_USAGE, inputTokens: most, outputTokens: request.maxTokens };
  const written = { ...NO_USAGE, cacheWriteTokens: most, outputTokens: request.maxTokens };
  const dearer = request.cache && price.cost(written).nanoUsd > price.cost(plain).nanoUsd ? written : plain;
  return { request, inputTokens, cost: price.cost(dearer), batchCost: price.batchCost(dearer) };
}

function unable(provider: string, what: string): LlmError {
  return new LlmError('NO_MODEL', `${provider} ${what}.`, { provider, retryable: false });
}

function tooLong(
  provider: string,
  tokens: number,
  { id, maxInputTokens }: { id: string; maxInputTokens: number },
): LlmError {
  return new LlmError(
    'TOO_LARGE',
    `${id} takes ${maxInputTokens} tokens, and the request has about ${tokens}.`,
    {
      provider,
      retryable: false,
      hint: 'Send less text, or choose a line of models that takes more.',
    },
  );
}
