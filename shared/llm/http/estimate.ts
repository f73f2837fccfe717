import { estimateTokens } from '../../text/tokens.ts';
import type { Message, Part, Usage } from '../port.ts';

/** What roles and separators of one message cost, as OpenAI counts them (3 tokens and the role's name). */
const TOKENS_PER_MESSAGE = 4;

/** About how many tokens the input of a request is. */
export function estimateInputTokens(request: {
  system?: string | undefined;
  messages: readonly Message[];
}): number {
  const texts = request.messages.map(({ content }) =>
    typeof content === 'string' ? content : content.map(textOf).join('\n'),
  );
  if (request.system) texts.unshift(request.system);
  return texts.reduce((sum, text) => sum + TOKENS_PER_MESSAGE + estimateTokens(text), 0);
}

/** What a call has used when the provider did not live to say, or says nothing. */
export function estimateUsage(
  request: { system?: string | undefined; messages: readonly Message[] },
  answer: string,
): Usage {
  return {
    inputTokens: estimateInputTokens(request),
    outputTokens: estimateTokens(answer),
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
  };
}

function textOf(part: Part): string {
  if (part.type === 'tool_use') return `${part.name} ${JSON.stringify(part.input)}`;
  return part.type === 'opaque' ? JSON.stringify(part) : part.text;
}
