import { formatUsd } from '../../shared/llm/ledger/money.ts';
import type { Accounted } from '../../shared/llm/llm.ts';
import type { GenerateResult } from '../../shared/llm/port.ts';
import { plainText } from '../../shared/llm/prompts/plain-text.ts';
import type { Memory } from './memories.ts';
import type { Outcome } from './outcome.ts';

/** The answer as a person reads it. What came from outside is cleaned: a terminal obeys control characters. */
export function asText(memories: readonly Memory[], outcome: Outcome): string {
  return plainText(`${linesOf(memories, outcome).join('\n')}\n`);
}

function linesOf(memories: readonly Memory[], outcome: Outcome): string[] {
  if (memories.length === 0) return ['Nothing that is remembered fits this question.'];
  if (!('answer' in outcome)) {
    const { reason, hint, result } = outcome;
    return [
      ...memories.map(({ id, text, age }) => `- ${text} (${age}) [${id}]`),
      '',
      `There is no answer, for ${reason}; this is what is remembered as it is.`,
      ...(hint ? [`What to do: ${hint}`] : []),
      ...(result ? [accountOf(result)] : []),
    ];
  }
  const { text, cited, unknown, result } = outcome.answer;
  const sources = memories
    .filter(({ id }) => cited.includes(id))
    .map(
      ({ id, text: said, age, source }) => `  [${id}] ${said} (${[age, source].filter(Boolean).join(', ')})`,
    );
  return [
    text,
    ...(result.stop === 'length' ? ['… The answer was cut off at its greatest length.'] : []),
    '',
    ...(sources.length > 0 ? ['From:', ...sources, ''] : []),
    ...(unknown.length > 0
      ? [`Beware: it cites ${unknown.join(', ')}, which is no memory. Do not rely on that part.`]
      : []),
    accountOf(result),
  ];
}

function accountOf({ route, cost }: Accounted<GenerateResult>): string {
  return `${route.model}, ${formatUsd(cost.nanoUsd)}${cost.estimated ? ' (estimated)' : ''}`;
}

export function asJson(question: string, memories: readonly Memory[], outcome: Outcome): object {
  if (!('answer' in outcome)) {
    const { reason, hint, failed } = outcome;
    return { question, memories, reason, ...(hint && { hint }), failed };
  }
  const { text, cited, unknown, result } = outcome.answer;
  return {
    question,
    memories,
    answer: text,
    cited,
    unknown_citations: unknown,
    stop: result.stop,
    model: result.model,
    provider: result.provider,
    usage: result.usage,
    cost_usd: result.cost.nanoUsd / 1e9,
  };
}
