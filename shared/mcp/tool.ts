import type { CallToolResult, ContentBlock, InputRequiredResult } from '@modelcontextprotocol/server';
import type * as z from 'zod';
import type { NextCall } from './errors.ts';
import type { Call } from './surface.ts';

/** What a tool does to the world; all four are stated, none is left to a default. */
export interface ToolEffects {
  /** Changes nothing. */
  readOnly: boolean;
  /** Loses something that cannot be had back by another call. */
  destructive: boolean;
  /** A second call with the same arguments changes nothing more. */
  idempotent: boolean;
  /** Reaches beyond Iza's own data. */
  openWorld: boolean;
}

/** Names one intended effect, so that a retry of it is answered and not done again. */
export interface Receipt {
  readonly tool: string;
  readonly key: string;
  /** SHA-256 of the arguments: the same key with other arguments is a mistake, not a retry. */
  readonly inputHash: string;
}

/** A call as a handler sees it. */
export interface ToolCall extends Call {
  /** Present when the caller named this effect; the store records it in the same transaction as the effect. */
  readonly receipt?: Receipt;
}

export type ObjectSchema = z.ZodObject<z.ZodRawShape>;

/** Content blocks beside the structured value: a picture, a link. Never information that is only in them. */
export interface WithContent<T> {
  value: T;
  content: ContentBlock[];
}

export interface ToolDefinition<
  I extends ObjectSchema = ObjectSchema,
  O extends ObjectSchema = ObjectSchema,
  D = never,
> {
  /** snake_case verb and noun, at most 40 characters, unique over all servers. */
  name: string;
  title: string;
  /** What it does, when to use it, when to use another instead; the first sentence stands alone. ≤ 1,024 characters. */
  description: string;
  input: I;
  output: O;
  effects: ToolEffects;
  /** Milliseconds until the call is given up; 20,000 unless said, `false` where another server sets the limit. */
  timeoutMs?: number | false;
  /** What its definition has under `_meta`, such as the page that shows its results (`ui`, MCP Apps). */
  meta?: Readonly<Record<string, unknown>>;
  /** `false` for a change that keeps no record of itself; such a tool takes no idempotency_key. */
  receipts?: false;
  /** The question to the person before a destructive call; none needed where it returns undefined. */
  confirm?(input: z.output<I>, deps: D): string | undefined | Promise<string | undefined>;
  /** The list in the output that may be cut when the result is too large, and the call that continues after an item. */
  page?: {
    items: keyof z.output<O> & string;
    next(input: z.output<I>, output: z.output<O>, kept: number): NextCall;
  };
  /** The text block: the same facts for hosts that show text. JSON unless given. */
  render?(output: z.output<O>, input: z.output<I>): string;
  handler(input: z.output<I>, deps: D, call: ToolCall): Promise<z.input<O>> | z.input<O>;
}

/** A tool whose result is relayed as it is: another server's answer, or content with no structure. */
export interface RawToolDefinition<I extends ObjectSchema = ObjectSchema, D = never> {
  name: string;
  title: string;
  description: string;
  input: I;
  output?: undefined;
  effects: ToolEffects;
  timeoutMs?: number | false;
  handler(
    input: z.output<I>,
    deps: D,
    call: ToolCall,
  ): Promise<CallToolResult | InputRequiredResult> | CallToolResult | InputRequiredResult;
}

// A server holds tools of many schemas: the schema parameters are existential there, which TypeScript spells `any`.
// biome-ignore lint/suspicious/noExplicitAny: existential
export type StructuredTool<D> = ToolDefinition<any, any, D>;
// biome-ignore lint/suspicious/noExplicitAny: existential
export type RawTool<D> = RawToolDefinition<any, D>;
/** A tool of a server whose handlers take `D`. */
export type AnyTool<D> = StructuredTool<D> | RawTool<D>;

/** States a tool. The schema lives at module scope; the handler is thin and reaches for nothing. */
export function defineTool<I extends ObjectSchema, O extends ObjectSchema, D>(
  definition: ToolDefinition<I, O, D>,
): ToolDefinition<I, O, D>;
export function defineTool<I extends ObjectSchema, D>(
  definition: RawToolDefinition<I, D>,
): RawToolDefinition<I, D>;
export function defineTool(definition: unknown): unknown {
  return definition;
}

/** Whether a tool returns a value by an output schema, rather than a result relayed as it is. */
export function isStructured<D>(tool: AnyTool<D>): tool is StructuredTool<D> {
  return tool.output !== undefined;
}
