import * as z from 'zod';
import type { Logger } from '../log.ts';
import { IzaError, renderError } from '../mcp/errors.ts';
import type { JsonObject } from '../mcp/surface.ts';
import { withinSignal } from './deadline.ts';
import { describeDefects } from './defects.ts';
import { LlmError } from './errors.ts';
import type { GenerateResult, Message, ModelTool, ToolResultPart, ToolUsePart } from './port.ts';
import type { Sleep } from './sleep.ts';

const TURNS = 10;
/** Characters of a tool's result: about 10,000 tokens, which the model pays for at every turn that follows. */
const MOST_CHARS = 40_000;

export interface OfferedTool {
  name: string;
  description: string;
  schema: JsonObject;
}

export function offer(tools: readonly ModelTool[]): OfferedTool[] {
  return tools.map(({ name, description, input }) => {
    const { $schema: _, ...schema } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
    return { name, description, schema: schema as JsonObject };
  });
}

export interface ToolLoop {
  messages: readonly Message[];
  tools: readonly ModelTool[];
  maxTurns?: number | undefined;
  signal: AbortSignal;
  sleep: Sleep;
  log: Logger;
  ask(messages: readonly Message[]): Promise<GenerateResult>;
}

/**
 * Lets the model call tools and see their results until it has said all, or has had its turns. What a tool throws is
 * told to the model as an error, and the loop goes on.
 */
export async function runToolLoop({
  messages,
  tools,
  maxTurns = TURNS,
  signal,
  sleep,
  log,
  ask,
}: ToolLoop): Promise<{
  result: GenerateResult;
  messages: Message[];
  turns: number;
}> {
  let conversation = [...messages];
  for (let turns = 1; ; turns++) {
    const result = await ask(conversation);
    if (result.content.length > 0) {
      conversation = [...conversation, { role: 'assistant', content: result.content }];
    }
    const uses = result.content.filter((part) => part.type === 'tool_use');
    // Results of tools that were called in a refused or cut answer are of no use to anyone.
    if (result.stop !== 'tool_use' || uses.length === 0 || turns >= maxTurns) {
      return { result, messages: conversation, turns };
    }
    const running = Promise.all(uses.map((use) => runTool(use, tools, signal, log)));
    const results = await withinSignal(running, signal, sleep);
    signal.throwIfAborted();
    conversation = [...conversation, { role: 'user', content: results }];
  }
}

async function runTool(
  { id, name, input }: ToolUsePart,
  tools: readonly ModelTool[],
  signal: AbortSignal,
  log: Logger,
): Promise<ToolResultPart> {
  const failed = (text: string): ToolResultPart => ({
    type: 'tool_result',
    id,
    text: cut(text),
    isError: true,
  });
  const tool = tools.find((one) => one.name === name);
  if (!tool)
    return failed(`There is no tool ${name}. There are: ${tools.map((one) => one.name).join(', ')}.`);
  try {
    // A refinement may be asynchronous, and fail as the tool may.
    const parsed = await tool.input.safeParseAsync(input);
    if (!parsed.success)
      return failed(`The input does not fit: ${describeDefects(parsed.error.issues).join('; ')}.`);
    return { type: 'tool_result', id, text: cut(await tool.run(parsed.data as JsonObject, signal)) };
  } catch (error) {
    if (error instanceof IzaError) return failed(renderError(error));
    if (error instanceof LlmError) return failed(`${error.code}: ${error.message}`);
    log.warn({ err: error, tool: name }, 'a tool of a model failed');
    return failed(
      `${name} failed for a reason that is of no use to you. Go on without it, or try other input.`,
    );
  }
}

function cut(text: string): string {
  if (text.length <= MOST_CHARS) return text;
  return `${text.slice(0, MOST_CHARS)}\n… ${text.length - MOST_CHARS} characters left out.`;
}
