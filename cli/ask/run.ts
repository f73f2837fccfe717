import { formatUsd } from '../../shared/llm/ledger/money.ts';
import type { Accounted } from '../../shared/llm/llm.ts';
import type { GenerateResult } from '../../shared/llm/port.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { asIzaError, type OpenModels, openModels } from '../models.ts';
import { type Memory, recallFor } from './memories.ts';

export interface AskRequest {
  home?: string;
  scope: readonly string[];
  json?: boolean;
}

interface Answer {
  text: string;
  cited: string[];
  /** Cited and not among the memories: made up by the model. */
  unknown: string[];
  result: Accounted<GenerateResult>;
}

/** Recalls what fits the question and lets a model answer from it; without a model, shows what was recalled. */
export async function runAsk(context: CliContext, question: string, request: AskRequest): Promise<ExitCode> {
  const models = await openModels(context, request);
  try {
    const memories = await recallFor(context, models.settings, question, request.scope);
    const asks = memories.length > 0 && models.providers.length > 0;
    const answer = asks ? await answerFrom(models, question, memories).catch(asIzaError) : undefined;
    if (request.json) context.out(`${JSON.stringify(asJson(question, memories, answer), null, 2)}\n`);
    else context.out(asText(memories, answer));
    return EXIT.ok;
  } finally {
    await models.close();
  }
}

async function answerFrom(
  { llm }: OpenModels,
  question: string,
  memories: readonly Memory[],
): Promise<Answer> {
  const [{ definePrompt }, { renderPrompt }, { ANSWER_FROM_MEMORIES }, { findCitations }] = await Promise.all(
    [
      import('../../shared/llm/prompts/prompt.ts'),
      import('../../shared/llm/prompts/render.ts'),
      import('../../shared/llm/prompts/answer-from-memories.ts'),
      import('../../shared/llm/prompts/citations.ts'),
    ],
  );
  const prompt = await definePrompt(ANSWER_FROM_MEMORIES);
  const given = memories.map(({ id, text, at }) => ({ id, text, date: at.slice(0, 10) }));
  const { system, messages } = renderPrompt(prompt, { question, memories: given });
  const result = await llm.generate({
    model: prompt.model,
    account: { caller: 'cli' },
    ...(system && { system }),
    messages,
    maxTokens: prompt.maxTokens,
  });
  const ids = memories.map(({ id }) => id);
  return { text: result.text, ...findCitations(result.text, ids), result };
}

function asText(memories: readonly Memory[], answer: Answer | undefined): string {
  if (memories.length === 0) return 'Nothing that is remembered has words of this question.\n';
  if (!answer) {
    const listed = memories.map(({ id, text, age }) => `- ${text} (${age}) [${id}]`);
    const why =
      'No model is configured, so this is what is remembered as it is.\nWhat to do: set ANTHROPIC_API_KEY, or see iza llm.';
    return `${listed.join('\n')}\n\n${why}\n`;
  }
  const sources = memories
    .filter(({ id }) => answer.cited.includes(id))
    .map(({ id, text, age, source }) => `  [${id}] ${text} (${[age, source].filter(Boolean).join(', ')})`);
  const { route, cost } = answer.result;
  const lines = [answer.text.trim(), '', ...(sources.length > 0 ? ['From:', ...sources, ''] : [])];
  if (answer.unknown.length > 0) {
    lines.push(
      `Beware: it cites ${answer.unknown.join(', ')}, which is no memory. Do not rely on that part.`,
    );
  }
  lines.push(`${route.model}, ${formatUsd(cost.nanoUsd)}${cost.estimated ? ' (estimated)' : ''}`);
  return `${lines.join('\n')}\n`;
}

function asJson(question: string, memories: readonly Memory[], answer: Answer | undefined): object {
  return {
    question,
    memories,
    ...(answer && {
      answer: answer.text,
      cited: answer.cited,
      unknown_citations: answer.unknown,
      model: answer.result.model,
      provider: answer.result.provider,
      usage: answer.result.usage,
      cost_usd: answer.result.cost.nanoUsd / 1e9,
    }),
    ...(!answer && { reason: memories.length === 0 ? 'nothing is remembered' : 'no model is configured' }),
  };
}
