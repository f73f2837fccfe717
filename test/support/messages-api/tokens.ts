import type { JsonObject, JsonValue } from '../../../shared/mcp/surface.ts';
import { isObject, objects } from './request.ts';

/**
 * Tokens as this server counts them, so that a test can work them out by hand: a quarter of the UTF-8 bytes of each
 * piece, rounded up. The pieces of a request are its tools and its output schema (as JSON), each block of `system`,
 * and each block of each message; a message costs 4 more for itself. A reply costs its blocks, and at least 1.
 */
export function tokensOf(text: string): number {
  return Math.ceil(Buffer.byteLength(text, 'utf8') / 4);
}

const PER_MESSAGE = 4;
const FIVE_MINUTES_MS = 5 * 60_000;
const HOUR_MS = 60 * 60_000;

export interface InputUsage {
  input_tokens: number;
  cache_read_input_tokens: number;
  cache_creation_input_tokens: number;
}

interface Piece {
  tokens: number;
  /** What the piece says, to know it again. */
  text: string;
  /** How long it is kept, where a cache breakpoint stands behind it. */
  keepMs?: number;
}

/** All input tokens of a request, cached or not: what count_tokens answers. */
export function countInput(body: JsonObject): number {
  return piecesOf(body).reduce((sum, { tokens }) => sum + tokens, 0);
}

/**
 * A prompt cache as the API's: what stands before a `cache_control` mark is written, and read when the same prefix
 * comes again while it is kept (5 minutes, or an hour where the mark says so, from the last use). Unlike the API's it
 * has no smallest size.
 */
export function createPromptCache(now: () => number): (body: JsonObject) => InputUsage {
  const kept = new Map<string, number>();
  return (body) => {
    let tokens = 0;
    let prefix = String(body.model);
    const marks: { prefix: string; tokens: number; keepMs: number }[] = [];
    for (const piece of piecesOf(body)) {
      tokens += piece.tokens;
      prefix += `\n${piece.text}`;
      if (piece.keepMs !== undefined) marks.push({ prefix, tokens, keepMs: piece.keepMs });
    }
    const marked = marks.at(-1)?.tokens ?? 0;
    const read = marks.findLast((mark) => (kept.get(mark.prefix) ?? 0) > now())?.tokens ?? 0;
    for (const mark of marks) kept.set(mark.prefix, now() + mark.keepMs);
    return {
      input_tokens: tokens - marked,
      cache_read_input_tokens: read,
      cache_creation_input_tokens: marked - read,
    };
  };
}

/** The request in the order in which the API caches it: tools, system, messages. */
function piecesOf(body: JsonObject): Piece[] {
  const format = isObject(body.output_config) ? body.output_config.format : undefined;
  return [
    ...objects(body.tools).map(toPiece),
    ...(isObject(format) ? [toPiece(format)] : []),
    ...blocksOf(body.system).map(toPiece),
    ...objects(body.messages).flatMap(({ role, content }) => [
      { tokens: PER_MESSAGE, text: String(role) },
      ...blocksOf(content).map(toPiece),
    ]),
  ];
}

function blocksOf(content: JsonValue | undefined): JsonObject[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : objects(content);
}

function toPiece({ cache_control, ...block }: JsonObject): Piece {
  const text = typeof block.text === 'string' ? block.text : JSON.stringify(block);
  const keepMs = isObject(cache_control) && cache_control.ttl === '1h' ? HOUR_MS : FIVE_MINUTES_MS;
  return { tokens: tokensOf(text), text, ...(isObject(cache_control) && { keepMs }) };
}
