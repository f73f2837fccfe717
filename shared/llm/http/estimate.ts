import type { Message, Part, Usage } from '../port.ts';

/**
 * Bytes of UTF-8 to a token. English prose has about 4, code and JSON about 3: what an estimate feeds is a budget, so
 * it errs on the high side.
 */
const BYTES_PER_TOKEN = 3;
/** What roles and separators of one message cost, as OpenAI counts them (3 tokens and the role's name). */
const TOKENS_PER_MESSAGE = 4;

/** About how many tokens a text is, for providers that do not count. */
export function estimateTextTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

/** About how many tokens the input of a request is. */
export function estimateInputTokens(request: {
  system?: string | undefined;
  messages: readonly Message[];
}): number {
  const texts = request.messages.map(({ content }) =>
    typeof content === 'string' ? content : content.map(textOf).join('\n'),
  );
  if (request.system) texts.unshift(request.system);
  return texts.reduce((sum, text) => sum + TOKENS_PER_MESSAGE + estimateTextTokens(text), 0);
}

/** What a call has used when the provider did not live to say, or says nothing. */
export function estimateUsage(
  request: { system?: string | undefined; messages: readonly Message[] },
  answer: string,
): Usage {
  return {
    inputTokens: estimateInputTokens(request),
    outputTokens: estimateTextTokens(answer),
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
  };
}

function textOf(part: Part): string {
  if (part.type === 'tool_use') return `${part.name} ${JSON.stringify(part.input)}`;
  return part.type === 'opaque' ? JSON.stringify(part) : part.text;
}
