import type { JsonObject } from '../../mcp/surface.ts';
import { badAnswer } from '../http/attempt.ts';
import type { Origin } from '../http/origin.ts';
import type { Usage } from '../port.ts';

/** The arguments of a call of a tool, which come as text. @throws LlmError BAD_ANSWER when they are no JSON object. */
export function toolInput(text: string, tool: string, origin: Origin, usage: Usage): JsonObject {
  // Some servers send nothing at all for a tool without arguments.
  if (text.trim() === '') return {};
  const value = parse(text);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw badAnswer(
      origin,
      `${origin.name} called the tool ${JSON.stringify(tool)} with what is no JSON object.`,
      {
        usage,
      },
    );
  }
  return value as JsonObject;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
