import type { CallToolResult } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { IzaError, type NextCall, renderError } from './errors.ts';
import type { JsonObject } from './surface.ts';
import type { StructuredTool, WithContent } from './tool.ts';

/** Characters of JSON or text that a result may have. Claude Code writes results past 50,000 to a file. */
export const MAX_RESULT_CHARS = 40_000;

/** The fields with which a list says that it was cut, by how much, and how to go on. Spread into an output schema. */
export const cutFields = {
  omitted: z.number().int().optional().describe('Items left out because the result was too large.'),
  next: z
    .object({ tool: z.string(), arguments: z.looseObject({}) })
    .optional()
    .describe('The call that continues from here.'),
};

const CONTENT = Symbol('content');

/** Returns a value with content blocks beside it: pictures, links. */
export function withContent<T>(value: T, content: WithContent<T>['content']): T {
  return Object.assign({}, value, { [CONTENT]: content });
}

/**
 * Makes the result of a tool from the value its handler returned: parsed by the output schema (so that no key
 * outside it reaches a client that validates), within the size limit, with the text block that says the same.
 */
export function toResult<D>(tool: StructuredTool<D>, input: JsonObject, returned: unknown): CallToolResult {
  const extra = (returned as { [CONTENT]?: WithContent<unknown>['content'] })[CONTENT] ?? [];
  const output = shrinkToFit(tool, input, tool.output.parse(returned));
  const text = tool.render?.(output, input) ?? JSON.stringify(output);
  return {
    content: [{ type: 'text', text: cutText(text) }, ...extra],
    structuredContent: output,
  };
}

export function errorResult(error: IzaError): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: cutText(renderError(error)) }] };
}

function size(value: unknown): number {
  return JSON.stringify(value).length;
}

/** Cuts the list of a result that is too large, from its end, and says how many were cut and how to go on. */
function shrinkToFit<D>(tool: StructuredTool<D>, input: JsonObject, output: JsonObject): JsonObject {
  if (size(output) <= MAX_RESULT_CHARS) return output;
  const { page } = tool;
  const items = page && output[page.items];
  if (page && Array.isArray(items)) {
    let low = 0;
    let high = items.length;
    let best: JsonObject | undefined;
    while (low < high) {
      const kept = Math.ceil((low + high) / 2);
      const candidate = cutTo(output, page.items, items, kept, page.next(input, output, kept));
      if (size(candidate) <= MAX_RESULT_CHARS) {
        best = candidate;
        low = kept;
      } else {
        high = kept - 1;
      }
    }
    if (best) return best;
  }
  throw new IzaError(
    'TOO_LARGE',
    `The result of ${tool.name} is larger than ${MAX_RESULT_CHARS} characters.`,
    {
      hint: tool.effects.readOnly
        ? 'Ask for less: a smaller limit, a narrower query, or detail "concise".'
        : 'It was done; only the answer is too large. Look at what is there now, and do not repeat the call.',
    },
  );
}

function cutTo(
  output: JsonObject,
  field: string,
  items: JsonObject[string][],
  kept: number,
  next: NextCall,
): JsonObject {
  return {
    ...output,
    [field]: items.slice(0, kept),
    omitted: items.length - kept,
    next: { tool: next.tool, arguments: next.arguments },
  };
}

/** A text of at most `max` characters and a mark; half a surrogate pair at the cut would be no text any more. */
export function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max).toWellFormed()}…` : text;
}

function cutText(text: string): string {
  if (text.length <= MAX_RESULT_CHARS) return text;
  const kept = MAX_RESULT_CHARS - 200;
  return `${text.slice(0, kept).toWellFormed()}\n… ${text.length - kept} characters left out; the structured result has them.`;
}
