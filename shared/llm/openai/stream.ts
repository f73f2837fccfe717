import * as z from 'zod';
import { badAnswer } from '../http/attempt.ts';
import type { Origin } from '../http/origin.ts';
import { type Completion, CompletionSchema } from './completion.ts';

/** The parts of a chunk that are used. The last one, which carries the usage, has no choice. */
const ChunkSchema = z.object({
  id: z.string().optional().catch(undefined),
  model: z.string().optional().catch(undefined),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        delta: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish(),
      }),
    )
    .catch([]),
  usage: CompletionSchema.shape.usage.catch(undefined),
});

/** A completion as it grows out of the chunks of a stream. */
export interface Growing {
  /** Takes a chunk in; returns the text that is new in it. */
  add(chunk: unknown): string;
  /** All text so far. */
  readonly text: string;
  /** The completion. @throws LlmError BAD_ANSWER when the stream ended before the model had. */
  finish(): Completion;
}

export function growCompletion(origin: Origin): Growing {
  let id = '';
  let model = '';
  let text = '';
  let refusal = '';
  let reason: string | undefined;
  let usage: Completion['usage'];
  return {
    add(chunk) {
      const parsed = ChunkSchema.safeParse(chunk);
      if (!parsed.success)
        throw badAnswer(origin, `A part of the answer of ${origin.name} could not be read.`);
      const { choices, ...rest } = parsed.data;
      id = rest.id || id;
      model = rest.model || model;
      usage = rest.usage ?? usage;
      const [choice] = choices;
      const added = choice?.delta?.content ?? '';
      text += added;
      refusal += choice?.delta?.refusal ?? '';
      reason = choice?.finish_reason ?? reason;
      return added;
    },
    get text() {
      return text + refusal;
    },
    finish() {
      // The SDK takes a connection that closes for the end of a stream: only the reason tells them apart.
      if (reason === undefined) throw badAnswer(origin, `The answer of ${origin.name} broke off.`);
      return {
        id,
        model,
        choices: [{ finish_reason: reason, message: { content: text, refusal: refusal || null } }],
        usage,
      };
    },
  };
}
