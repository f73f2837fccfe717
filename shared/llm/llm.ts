import type * as z from 'zod';
import type { Availability } from './availability.ts';
import type { Batches } from './batches/batches.ts';
import type { Cost } from './cost.ts';
import type {
  Account,
  GenerateRequest,
  GenerateResult,
  ModelAlias,
  ModelInfo,
  ObjectRequest,
  ObjectResult,
  RateLimits,
  ToolsRequest,
  ToolsResult,
} from './port.ts';

/** Which way a call took, and why it took that one. */
export interface Route {
  provider: string;
  model: string;
  /** As half a sentence: `first choice for worker`. */
  why: string;
  /** What came before it and was not taken, or was and failed. */
  skipped: readonly Skipped[];
  /** What its caller should know, such as that the model retires soon. */
  warning?: string;
}

export interface Skipped {
  provider: string;
  model?: string;
  why: string;
}

/** A result with its account: what every call through the core answers. */
export type Accounted<R> = R & { route: Route; cost: Cost };

export type LlmStreamEvent =
  | { type: 'text'; text: string }
  | { type: 'done'; result: Accounted<GenerateResult> };

export interface TokenCount {
  tokens: number;
  /** Counted by the provider; guessed from the length of the text otherwise. */
  exact: boolean;
  provider: string;
  model: string;
}

/** What a request would take, without sending it. */
export interface Estimate {
  route: Route;
  inputTokens: number;
  /** Most tokens of the answer. */
  outputTokens: number;
  /** Most it can cost: all of `outputTokens`. */
  cost: Cost;
  /** Where the price comes from, and of which day it is. */
  price: { source: string; date: string };
  /** The budget that would refuse it now. */
  refusedBy?: string;
}

export interface BudgetState {
  /** `call`, `day`, `caller`, `plan`. */
  name: string;
  limitNanoUsd: number;
  spentNanoUsd: number;
  /** Held by calls that are under way, in any process. */
  reservedNanoUsd: number;
  /** ISO time at which it starts anew; absent when it never does. */
  renewsAt?: string;
}

export interface ProviderStatus extends Availability {
  provider: string;
  models: readonly ModelInfo[];
  limits: readonly (RateLimits & { model: string })[];
  health: readonly { model: string; circuit: 'closed' | 'open' | 'half-open'; latencyMs?: number }[];
}

export interface AliasStatus {
  alias: ModelAlias;
  /** The way a call would take now; absent when there is none. */
  route?: Route;
  problem?: string;
}

export interface LlmStatus {
  providers: readonly ProviderStatus[];
  aliases: readonly AliasStatus[];
  budgets: readonly BudgetState[];
}

/** The one way Iza talks to a model. Errors are LlmError; IzaError where the ledger cannot be written. */
export interface Llm {
  generate(request: GenerateRequest): Promise<Accounted<GenerateResult>>;
  /**
   * An object that fits the schema. The model is told its defects and asked again, twice at most.
   * @throws LlmError SCHEMA_VIOLATION with the defects that were left.
   */
  generateObject<S extends z.ZodType>(
    request: ObjectRequest<S>,
  ): Promise<Accounted<ObjectResult<z.output<S>>>>;
  /** Text as it comes, then the result. Nothing is tried again once text has been given out. */
  stream(request: GenerateRequest): AsyncIterable<LlmStreamEvent>;
  /** Lets the model call tools until it has said all. `stop` is `tool_use` when it ran out of turns before. */
  runTools(request: ToolsRequest): Promise<Accounted<ToolsResult>>;
  /** Many requests at once, later and at a lower price. */
  readonly batches: Batches;
  countTokens(request: GenerateRequest): Promise<TokenCount>;
  estimate(request: GenerateRequest): Promise<Estimate>;
  /** Asks every provider for its models, which costs nothing. */
  status(account?: Account): Promise<LlmStatus>;
}
