import type Anthropic from '@anthropic-ai/sdk';
import type { JsonObject } from '../../../shared/mcp/surface.ts';
import type { ApiRequest } from './request.ts';
import { type InputUsage, tokensOf } from './tokens.ts';

export type ReplyBlock =
  | { type: 'text'; text: string }
  | { type: 'tool_use'; name: string; input: JsonObject; id?: string }
  | { type: 'thinking'; thinking: string; signature?: string };

/** What the model says. How it goes over the wire (JSON, events, a line of a batch) is decided by the request. */
export interface Reply {
  content: readonly ReplyBlock[];
  /** `tool_use` where a tool is used and `end_turn` otherwise, unless said. */
  stop?: Anthropic.StopReason;
  stopDetails?: Anthropic.RefusalStopDetails;
  /** In place of what is counted (see `tokensOf`). */
  usage?: Partial<Anthropic.Usage>;
  /** The model that says it answered; the one that was asked unless said. */
  model?: string;
}

export function text(answer: string, more: Omit<Reply, 'content'> = {}): Reply {
  return { content: [{ type: 'text', text: answer }], ...more };
}

/** An object as structured output gives it: JSON in a text block. */
export function json(object: unknown, more: Omit<Reply, 'content'> = {}): Reply {
  return text(JSON.stringify(object), more);
}

/** One tool use; several make one reply by `content`. The id is `toolu_<request>_<block>` unless said. */
export function toolUse(name: string, input: JsonObject, more: Omit<Reply, 'content'> = {}): Reply {
  return { content: [{ type: 'tool_use', name, input }], ...more };
}

export function refusal(category: Anthropic.RefusalStopDetails['category'] = null, said = ''): Reply {
  return {
    content: said === '' ? [] : [{ type: 'text', text: said }],
    stop: 'refusal',
    stopDetails: { type: 'refusal', category, explanation: null },
  };
}

/** An answer that stops at `max_tokens`, however short it is. */
export function cutShort(answer: string): Reply {
  return text(answer, { stop: 'max_tokens' });
}

/**
 * The message of a reply, as the API would say it. A text that is longer than `max_tokens` is cut there and stops for
 * that reason, unless the reply gives its own stop or usage.
 */
export function toMessage(reply: Reply, request: ApiRequest, input: InputUsage): Anthropic.Message {
  const maxTokens = Number(request.body?.max_tokens ?? Number.POSITIVE_INFINITY);
  const free = reply.stop === undefined && reply.usage === undefined;
  const { blocks, cut } = free ? upTo(reply.content, maxTokens) : { blocks: reply.content, cut: false };
  const uses = blocks.some(({ type }) => type === 'tool_use');
  return {
    id: `msg_${request.number}${request.customId ? `_${request.customId}` : ''}`,
    type: 'message',
    role: 'assistant',
    model: reply.model ?? String(request.body?.model),
    content: blocks.map((block, index) => toBlock(block, `toolu_${request.number}_${index}`)),
    stop_reason: reply.stop ?? (cut ? 'max_tokens' : uses ? 'tool_use' : 'end_turn'),
    stop_sequence: null,
    stop_details: reply.stopDetails ?? null,
    container: null,
    diagnostics: null,
    usage: {
      ...input,
      output_tokens: Math.max(1, sum(blocks)),
      cache_creation: null,
      inference_geo: null,
      output_tokens_details: null,
      server_tool_use: null,
      service_tier: request.customId === undefined ? 'standard' : 'batch',
      speed: null,
      ...reply.usage,
    },
  };
}

function toBlock(block: ReplyBlock, id: string): Anthropic.ContentBlock {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: block.text, citations: null };
    case 'tool_use':
      return { id, ...block, caller: { type: 'direct' } };
    case 'thinking':
      return { signature: 'signed', ...block };
  }
}

function said(block: ReplyBlock): string {
  if (block.type === 'text') return block.text;
  return block.type === 'thinking' ? block.thinking : JSON.stringify(block.input);
}

function sum(blocks: readonly ReplyBlock[]): number {
  return blocks.reduce((tokens, block) => tokens + tokensOf(said(block)), 0);
}

/** The blocks that fit, the last text cut between characters; tool uses are never cut. */
function upTo(
  content: readonly ReplyBlock[],
  maxTokens: number,
): { blocks: readonly ReplyBlock[]; cut: boolean } {
  if (sum(content) <= maxTokens) return { blocks: content, cut: false };
  const blocks: ReplyBlock[] = [];
  for (const block of content) {
    const left = maxTokens - sum(blocks);
    if (tokensOf(said(block)) <= left || block.type !== 'text') {
      blocks.push(block);
      continue;
    }
    // 4 bytes to the token. The decoder keeps back what is left of a character that was cut.
    const bytes = Buffer.from(block.text).subarray(0, left * 4);
    const kept = new TextDecoder().decode(bytes, { stream: true });
    if (kept !== '') blocks.push({ type: 'text', text: kept });
    break;
  }
  return { blocks, cut: true };
}
