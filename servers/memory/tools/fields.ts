import * as z from 'zod';
import type { JsonObject } from '../../../shared/mcp/surface.ts';
import type { ToolCall } from '../../../shared/mcp/tool.ts';
import { isMoment, MOMENT_MESSAGE } from '../../../shared/moments.ts';
import { MAX_TEXT, MEMORY_KINDS } from '../memory.ts';
import type { By } from '../remember.ts';
import { isScope, normaliseScope, SCOPE_MESSAGE } from '../scope.ts';

/** A scope as every tool of this server takes it. */
export const scopeField = z.string().max(220).refine(isScope, SCOPE_MESSAGE).overwrite(normaliseScope);

/** Where something is kept. */
export const scopeInput = scopeField.default('user').describe('Whose: user, project:<key>, …');

/** Where it is looked for. */
export const scopesInput = z
  .array(scopeField)
  .min(1)
  .max(20)
  .default(['user'])
  .describe('Where to look: user, project:<key>, …');

export const kindField = z.enum(MEMORY_KINDS);

/** Something that is seen: no text of format characters only, such as U+200B. */
const isVisible = (text: string): boolean => /[^\p{Cc}\p{Cf}\p{Z}]/u.test(text);
const NOT_BLANK = 'must not be blank';

export const tagField = z.string().trim().min(1).max(50).refine(isVisible, NOT_BLANK);

/** An id as it was given out; others are missing, not wrong. */
export const idField = z.string().min(1).max(64);

export const momentField = z.string().max(40).refine(isMoment, MOMENT_MESSAGE);

/** A text to be kept. */
export const textField = z.string().min(1).max(MAX_TEXT).refine(isVisible, NOT_BLANK);

export const nameField = z.string().trim().min(1).max(200).refine(isVisible, NOT_BLANK);

/** What a call that leaves something to do says comes next. */
export const nextField = z.object({
  tool: z.string(),
  arguments: z.record(z.string(), z.json()),
});

export function nextCall(tool: string, args: object) {
  return { tool, arguments: args as JsonObject };
}

/** On whose behalf a change is made, for the log of operations. */
export function byOf(tool: string, call: ToolCall): By {
  const client = call.client && `${call.client.name} ${call.client.version}`.slice(0, 100);
  return { tool, client, receipt: call.receipt };
}

export function isoOf(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
