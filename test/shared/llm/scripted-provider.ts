import { LlmError, type LlmErrorCode, type LlmErrorDetails } from '../../../shared/llm/errors.ts';
import type {
  Capabilities,
  GenerateRequest,
  GenerateResult,
  ModelInfo,
  Provider,
  Resolved,
  StreamEvent,
  Usage,
} from '../../../shared/llm/port.ts';

export const USAGE: Usage = { inputTokens: 100, outputTokens: 20, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** What a request met: its text or its error, or a function of the request. */
export type Step =
  | Partial<GenerateResult>
  | LlmError
  | ((request: Resolved<GenerateRequest>) => Promise<Partial<GenerateResult>>);

export interface ScriptedProvider extends Provider {
  /** What it was sent, in order. */
  readonly requests: Resolved<GenerateRequest>[];
  steps: Step[];
}

export function failure(code: LlmErrorCode, details: Partial<LlmErrorDetails> = {}): LlmError {
  const retryable = ['RATE_LIMITED', 'OVERLOADED', 'UNREACHABLE', 'TIMEOUT', 'BAD_ANSWER'].includes(code);
  return new LlmError(code, `scripted ${code}`, { retryable, ...details });
}

export function model(id: string, line: string, more: Partial<ModelInfo> = {}): ModelInfo {
  return {
    id,
    line,
    displayName: id,
    maxInputTokens: 200_000,
    maxOutputTokens: 8_000,
    structured: true,
    efforts: [],
    ...more,
  };
}

/** A provider that answers what it is told to, one step a request, and `ok` when it has no more. */
export function scriptedProvider(
  id: string,
  {
    models = [model(`${id}-1`, 'sonnet')],
    capabilities = {} as Partial<Capabilities>,
    steps = [] as Step[],
  } = {},
): ScriptedProvider {
  const requests: Resolved<GenerateRequest>[] = [];
  const provider: ScriptedProvider = {
    id,
    requests,
    steps,
    capabilities: {
      structured: true,
      tools: true,
      streaming: true,
      caching: true,
      countTokens: false,
      batches: false,
      ...capabilities,
    },
    generate: answer,
    generateJson: answer,
    generateWithTools: answer,
    async *stream(request): AsyncGenerator<StreamEvent> {
      requests.push(request);
      const step = provider.steps.shift() ?? {};
      if (step instanceof LlmError) throw step;
      const result = typeof step === 'function' ? await step(request) : step;
      for (const text of (result.text ?? 'ok').split('|')) yield { type: 'text', text };
      yield { type: 'done', result: toResult(result, request) };
    },
    countTokens: async () => 42,
    models: async () => models,
  };

  async function answer(request: Resolved<GenerateRequest>): Promise<GenerateResult> {
    requests.push(request);
    const step = provider.steps.shift() ?? {};
    if (step instanceof LlmError) throw step;
    return toResult(typeof step === 'function' ? await step(request) : step, request);
  }
  const toResult = (given: Partial<GenerateResult>, { modelId }: { modelId: string }): GenerateResult => ({
    text: 'ok',
    content: [{ type: 'text', text: given.text ?? 'ok' }],
    stop: 'end',
    usage: USAGE,
    model: modelId,
    provider: id,
    ...given,
  });
  return provider;
}
