import type * as z from 'zod';
import type { JsonObject } from '../../shared/mcp/surface.ts';
import type { Exchange, Step } from './record.ts';
import type { Answer, ProgressSeen, Session } from './session.ts';
import { shorten, shortenArguments } from './shorten.ts';

/** Characters of one text in what is told of a request, and of a whole answer. */
const ARGUMENT = 80;
const RESPONSE = 300;

export interface Asking {
  step: Step;
  session: Session;
}

/** Calls one of Iza's own tools, tells it, and returns what came back, checked by `schema`. */
export async function ask<S extends z.ZodType>(
  { step, session }: Asking,
  tool: string,
  args: JsonObject,
  schema: S,
  tell: { asked?: string; answered(value: z.output<S>): string },
): Promise<z.output<S>> {
  const answer = await session.call(tool, args);
  const value = schema.parse(answer.value);
  step.exchange(exchangeOf(tool, args, tell.answered(value), answer), tell.asked);
  return value;
}

/** Runs a tool of a downstream server through `call_tool`, tells it, and returns its text. */
export async function askDownstream(
  { step, session }: Asking,
  name: string,
  args: JsonObject,
  answered: (text: string) => string,
  onProgress?: (seen: ProgressSeen) => void,
): Promise<string> {
  const request = { name, arguments: args };
  const answer = await session.call('call_tool', request, onProgress);
  step.exchange(exchangeOf('call_tool', request, answered(answer.text), answer));
  return answer.text;
}

function exchangeOf(tool: string, args: JsonObject, response: string, { ms }: Answer): Exchange {
  return {
    request: { tool, arguments: shortenArguments(args, ARGUMENT) },
    response: shorten(response, RESPONSE),
    ms: Math.round(ms * 10) / 10,
  };
}
