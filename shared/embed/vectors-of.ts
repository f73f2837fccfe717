import * as z from 'zod';
import { badAnswer } from '../llm/http/attempt.ts';
import type { Origin } from '../llm/http/origin.ts';
import { toVector } from './vector.ts';

/** Tokens that a request took, where an answer says so in a way that can be read. */
export const USAGE = z
  .object({ total_tokens: z.number().int().min(0) })
  .optional()
  .catch(undefined);

/** The vectors of an answer's lists of numbers. @throws LlmError BAD_ANSWER that says which is none. */
export function vectorsOf(lists: readonly unknown[], origin: Origin): Float32Array[] {
  return lists.map((list, index) => {
    const vector = toVector(list);
    if (!vector) {
      const what = `What ${origin.name} answered for text ${index + 1} of ${lists.length} is no vector.`;
      throw badAnswer(origin, what, { retryable: false });
    }
    return vector;
  });
}

/**
 * Lists that name the position of their text, in the order of the texts.
 * @throws LlmError BAD_ANSWER when a position is missing or there twice: vectors must not go to the wrong texts.
 */
export function inOrder(data: readonly { index: number; embedding: unknown }[], origin: Origin): unknown[] {
  const sorted = [...data].sort((a, b) => a.index - b.index);
  if (sorted.some(({ index }, position) => index !== position)) {
    throw badAnswer(origin, `${origin.name} did not say which vector belongs to which text.`, {
      retryable: false,
    });
  }
  return sorted.map(({ embedding }) => embedding);
}
