import * as z from 'zod';
import type { Usage } from '../port.ts';
import { brokeOff, toError } from './errors.ts';

const tokens = z.int().min(0).nullish();
const usage = z.object({
  input_tokens: tokens,
  output_tokens: tokens,
  cache_read_input_tokens: tokens,
  cache_creation_input_tokens: tokens,
});
const index = z.int().min(0);
const block = z.looseObject({ type: z.string() });

/** The events of a stream, by the parts that are used here: https://platform.claude.com/docs/en/build-with-claude/streaming */
const eventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message_start'),
    message: z.object({ model: z.string(), usage: usage.nullish() }),
  }),
  z.object({ type: z.literal('content_block_start'), index, content_block: block }),
  z.object({
    type: z.literal('content_block_delta'),
    index,
    delta: z.object({
      type: z.string(),
      text: z.string().optional(),
      partial_json: z.string().optional(),
      thinking: z.string().optional(),
      signature: z.string().optional(),
    }),
  }),
  z.object({ type: z.literal('content_block_stop'), index }),
  z.object({
    type: z.literal('message_delta'),
    delta: z.object({ stop_reason: z.string().nullish() }),
    usage: usage.nullish(),
  }),
  z.object({ type: z.literal('message_stop') }),
]);

type Event = z.output<typeof eventSchema>;
type Block = z.output<typeof block>;
const KNOWN: readonly string[] = eventSchema.options.map(({ shape }) => shape.type.value);

export interface Accumulator {
  /** Takes an event; answers the text that it adds. Throws BAD_ANSWER on one that is out of order. */
  add(event: unknown): string;
  /** The message as the API would have said it in one piece. Throws BAD_ANSWER where the end is missing. */
  message(): unknown;
  /** What has been spent so far, undefined until the stream has begun. */
  spent(): Usage | undefined;
}

/**
 * Puts the events of a stream together. The SDK's own accumulator drops what comes out of order and takes a stream
 * that ends early for a whole one; here either is an error, for half an answer must not pass for an answer.
 */
export function createAccumulator(): Accumulator {
  const content: Block[] = [];
  const counted: z.output<typeof usage> = {};
  let model: string | undefined;
  let stopReason: string | null | undefined;
  let open: { block: Block; json: string } | undefined;
  let ended = false;
  let settled = false;
  let receivedBytes = 0;

  const count = (told: z.output<typeof usage> | null | undefined) => {
    // Totals so far, which later events replace; those that do not apply are left out or null.
    for (const [name, value] of Object.entries(told ?? {})) {
      if (value !== null) Object.assign(counted, { [name]: value });
    }
  };

  const take = (event: Event): string => {
    if (event.type === 'message_start') {
      if (model !== undefined) throw outOfOrder();
      model = event.message.model;
      count(event.message.usage);
      return '';
    }
    if (model === undefined) throw outOfOrder();
    switch (event.type) {
      case 'content_block_start':
        if (open || event.index !== content.length) throw outOfOrder();
        open = { block: { ...event.content_block }, json: '' };
        content.push(open.block);
        return '';
      case 'content_block_delta':
        if (!open || event.index !== content.length - 1) throw outOfOrder();
        return grow(open, event.delta);
      case 'content_block_stop':
        if (!open || event.index !== content.length - 1) throw outOfOrder();
        if (open.json !== '') open.block.input = parseInput(open.json);
        open = undefined;
        return '';
      case 'message_delta':
        stopReason = event.delta.stop_reason ?? stopReason;
        count(event.usage);
        settled = typeof event.usage?.output_tokens === 'number';
        return '';
      case 'message_stop':
        if (open) throw outOfOrder();
        ended = true;
        return '';
    }
  };

  const grow = (
    to: { block: Block; json: string },
    delta: Extract<Event, { type: 'content_block_delta' }>['delta'],
  ): string => {
    const { text = '', partial_json = '', thinking = '', signature } = delta;
    receivedBytes += Buffer.byteLength(text + partial_json + thinking);
    to.json += partial_json;
    if (text !== '') to.block.text = String(to.block.text ?? '') + text;
    if (thinking !== '') to.block.thinking = String(to.block.thinking ?? '') + thinking;
    if (signature !== undefined) to.block.signature = signature;
    return to.block.type === 'text' ? text : '';
  };

  return {
    add(event) {
      const type = (event as { type?: unknown } | null)?.type;
      if (ended || typeof type !== 'string' || !KNOWN.includes(type)) return '';
      const parsed = eventSchema.safeParse(event);
      if (!parsed.success) throw outOfOrder();
      return take(parsed.data);
    },
    message() {
      if (!ended || !stopReason) throw toError(brokeOff());
      // A tool use that `max_tokens` cut short has no input that could be used.
      const whole = content.filter(({ type, input }) => type !== 'tool_use' || input !== undefined);
      return { model, content: whole, stop_reason: stopReason, usage: counted };
    },
    spent() {
      if (model === undefined) return undefined;
      // The count comes with the end. Until then a quarter of the bytes that came stands in for it.
      const estimated = Math.ceil(receivedBytes / 4);
      return {
        inputTokens: counted.input_tokens ?? 0,
        outputTokens: Math.max(counted.output_tokens ?? 0, settled ? 0 : estimated),
        cacheReadTokens: counted.cache_read_input_tokens ?? 0,
        cacheWriteTokens: counted.cache_creation_input_tokens ?? 0,
      };
    },
  };
}

function parseInput(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function outOfOrder() {
  return toError({ code: 'BAD_ANSWER', message: 'The stream of Claude is out of order.', retryable: true });
}
