import type { SpendRow } from '../../shared/llm/ledger/ledger.ts';
import { formatUsd } from '../../shared/llm/ledger/money.ts';
import type { AliasStatus, BudgetState, Estimate, LlmStatus, ProviderStatus } from '../../shared/llm/llm.ts';
import type { Limit, ModelAlias, RateLimits } from '../../shared/llm/port.ts';
import type { EmbedderReport } from './embedder.ts';

const MAX_DAYS = 7;

export interface EstimateRow {
  alias: ModelAlias;
  estimate?: Estimate;
  problem?: string;
}

export interface LlmReport {
  status: LlmStatus;
  embedder: EmbedderReport;
  /** Of the last thirty days. */
  spend: { days: SpendRow[]; callers: SpendRow[]; models: SpendRow[] };
  estimates?: EstimateRow[];
}

/** The report as a person reads it. */
export function renderLlm({ status, embedder, spend, estimates }: LlmReport): string {
  const sections = [
    section('Providers', status.providers.flatMap(renderProvider), NO_PROVIDER),
    section('Aliases', status.aliases.map(renderAlias), 'none'),
    section('Embedder', [renderEmbedder(embedder)], 'none'),
    section('Budgets', status.budgets.map(renderBudget), 'none'),
    section('Spent, by day, the last first', spend.days.slice(0, MAX_DAYS).map(renderSpend), 'nothing yet'),
    section('Spent in 30 days, by caller', spend.callers.map(renderSpend), 'nothing yet'),
    section('Spent in 30 days, by model', spend.models.map(renderSpend), 'nothing yet'),
    ...(estimates ? [section('This request, at most', estimates.map(renderEstimate), 'none')] : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

const NO_PROVIDER =
  'none. What to do: set ANTHROPIC_API_KEY, or name a provider under modelConfig.providers in the settings.';

const NO_EMBEDDER = 'none; see embedding in the settings.';

function section(title: string, lines: readonly string[], empty: string): string {
  return [title, ...(lines.length > 0 ? lines : [empty]).map((line) => `  ${line}`)].join('\n');
}

function renderProvider({ provider, words, models, limits, health }: ProviderStatus): string[] {
  return [
    `${provider}: ${words}`,
    ...models.map(
      ({ id, line, retiresAt }) => `  ${id} (${line}${retiresAt ? `, retires ${retiresAt}` : ''})`,
    ),
    ...limits.map(({ model, ...left }) => `  left for ${model}: ${renderLimits(left)}`),
    ...health
      .filter(({ circuit }) => circuit !== 'closed')
      .map(({ model, circuit }) => `  ${model}: circuit ${circuit}`),
  ];
}

function renderEmbedder({ id, fingerprint, problem, usdPerMillion, estimated }: EmbedderReport): string {
  if (problem !== undefined) return problem;
  if (id === 'none') return NO_EMBEDDER;
  if (usdPerMillion === undefined) return `${fingerprint}, at no cost`;
  return `${fingerprint}, $${usdPerMillion} a million tokens${estimated ? ' (a guessed price)' : ''}`;
}

function renderLimits({ requests, inputTokens, outputTokens }: RateLimits): string {
  const parts: [string, Limit | undefined][] = [
    ['requests', requests],
    ['input tokens', inputTokens],
    ['output tokens', outputTokens],
  ];
  return parts
    .flatMap(([name, limit]) => (limit ? `${limit.remaining} of ${limit.limit} ${name}` : []))
    .join(', ');
}

function renderAlias({ alias, route, problem }: AliasStatus): string {
  if (!route) return `${alias.padEnd(8)} ${problem ?? 'no model'}`;
  const warning = route.warning ? ` ! ${route.warning}` : '';
  return `${alias.padEnd(8)} ${route.model} (${route.provider}, ${route.why})${warning}`;
}

function renderBudget({ name, limitNanoUsd, spentNanoUsd, reservedNanoUsd, renewsAt }: BudgetState): string {
  const held = reservedNanoUsd > 0 ? `, ${formatUsd(reservedNanoUsd)} held` : '';
  const renews = renewsAt ? `, renews ${renewsAt}` : '';
  return `${name.padEnd(8)} ${formatUsd(spentNanoUsd)} of ${formatUsd(limitNanoUsd)}${held}${renews}`;
}

function renderSpend({ name, calls, costNanoUsd, estimated }: SpendRow): string {
  const guessed = estimated > 0 ? `, ${estimated} at a guessed price` : '';
  return `${(name || '-').padEnd(12)} ${formatUsd(costNanoUsd)} for ${calls} call${calls === 1 ? '' : 's'}${guessed}`;
}

function renderEstimate({ alias, estimate, problem }: EstimateRow): string {
  if (!estimate) return `${alias.padEnd(8)} ${problem}`;
  const { route, inputTokens, outputTokens, cost, price, refusedBy } = estimate;
  const refused = refusedBy ? ` It would be refused: ${refusedBy}` : '';
  return `${alias.padEnd(8)} ${formatUsd(cost.nanoUsd)} with ${route.model}: ${inputTokens} tokens in, ${outputTokens} out (prices of ${price.date}, ${price.source}).${refused}`;
}
