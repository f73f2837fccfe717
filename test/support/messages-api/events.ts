import type Anthropic from '@anthropic-ai/sdk';

/** Characters of one delta, short enough that a short answer comes in several. */
const DELTA_LENGTH = 8;

/** A ping is an event of the stream, though the SDK keeps it from its callers. */
export type ApiEvent = Anthropic.RawMessageStreamEvent | { type: 'ping' };

/** The events that say a message, in the order of the API: the usage of the output comes with the last but one. */
export function toEvents(message: Anthropic.Message): ApiEvent[] {
  const { stop_reason, stop_sequence, stop_details, usage } = message;
  // A fault may have taken the usage away, whatever the type says.
  const begun: Anthropic.Message = {
    ...message,
    content: [],
    stop_reason: null,
    stop_details: null,
    ...(usage && { usage: { ...usage, output_tokens: Math.min(1, usage.output_tokens) } }),
  };
  return [
    { type: 'message_start', message: begun },
    { type: 'ping' },
    ...message.content.flatMap(blockEvents),
    {
      type: 'message_delta',
      delta: { stop_reason, stop_sequence, stop_details, container: null },
      usage: usage && {
        input_tokens: usage.input_tokens,
        output_tokens: usage.output_tokens,
        cache_creation_input_tokens: usage.cache_creation_input_tokens,
        cache_read_input_tokens: usage.cache_read_input_tokens,
        output_tokens_details: null,
        server_tool_use: null,
      },
    },
    { type: 'message_stop' },
  ];
}

function blockEvents(block: Anthropic.ContentBlock, index: number): ApiEvent[] {
  const delta = (delta: Anthropic.RawContentBlockDelta): ApiEvent => ({
    type: 'content_block_delta',
    index,
    delta,
  });
  const around = (start: Anthropic.ContentBlock, deltas: ApiEvent[]): ApiEvent[] => [
    { type: 'content_block_start', index, content_block: start },
    ...deltas,
    { type: 'content_block_stop', index },
  ];
  switch (block.type) {
    case 'text':
      return around(
        { ...block, text: '' },
        pieces(block.text).map((text) => delta({ type: 'text_delta', text })),
      );
    case 'tool_use':
      return around(
        { ...block, input: {} },
        pieces(JSON.stringify(block.input)).map((partial_json) =>
          delta({ type: 'input_json_delta', partial_json }),
        ),
      );
    case 'thinking':
      return around({ ...block, thinking: '', signature: '' }, [
        ...pieces(block.thinking).map((thinking) => delta({ type: 'thinking_delta', thinking })),
        delta({ type: 'signature_delta', signature: block.signature }),
      ]);
    default:
      return around(block, []);
  }
}

function pieces(text: string): string[] {
  const characters = Array.from(text);
  return Array.from({ length: Math.ceil(characters.length / DELTA_LENGTH) }, (_, index) =>
    characters.slice(index * DELTA_LENGTH, (index + 1) * DELTA_LENGTH).join(''),
  );
}

/** One event as a frame of the stream (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export function toFrame(event: { type: string }): Buffer {
  return Buffer.from(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}
