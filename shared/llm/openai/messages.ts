import type OpenAI from 'openai';
import type { Message, Part } from '../port.ts';

type Param = OpenAI.ChatCompletionMessageParam;

/** A conversation as Chat Completions takes it. What another provider wants back unchanged is left out. */
export function toChatMessages(system: string | undefined, messages: readonly Message[]): Param[] {
  const instructions: Param[] = system ? [{ role: 'system', content: system }] : [];
  return [...instructions, ...messages.flatMap(toParams)];
}

function toParams({ role, content }: Message): Param[] {
  if (typeof content === 'string') return [{ role, content }];
  return role === 'assistant' ? [assistant(content)] : user(content);
}

function assistant(parts: readonly Part[]): Param {
  const text = textOf(parts);
  const calls = parts.filter((part) => part.type === 'tool_use');
  if (calls.length === 0) return { role: 'assistant', content: text };
  return {
    role: 'assistant',
    content: text || null,
    tool_calls: calls.map(({ id, name, input }) => ({
      id,
      type: 'function',
      function: { name, arguments: JSON.stringify(input) },
    })),
  };
}

/** Results of tools are messages of their own here, and come before anything else that is said. */
function user(parts: readonly Part[]): Param[] {
  const results: Param[] = parts
    .filter((part) => part.type === 'tool_result')
    .map(({ id, text, isError }) => ({
      role: 'tool',
      tool_call_id: id,
      content: isError ? `Error: ${text}` : text,
    }));
  const text = textOf(parts);
  return text || results.length === 0 ? [...results, { role: 'user', content: text }] : results;
}

function textOf(parts: readonly Part[]): string {
  return parts
    .filter((part) => part.type === 'text')
    .map(({ text }) => text)
    .join('\n');
}
