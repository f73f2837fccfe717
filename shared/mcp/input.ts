import { distance } from 'fastest-levenshtein';
import * as z from 'zod';
import { IzaError } from './errors.ts';
import type { ObjectSchema } from './tool.ts';

const MAX_ISSUES = 10;

const IDEMPOTENCY_KEY = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe('Names this change: a retry with the same key is not done twice.');

const CONFIRM = z
  .boolean()
  .optional()
  .describe('True once the person has agreed, where the client cannot ask.');

/** Adds the arguments that the seam itself reads, and refuses any that the tool does not have. */
export function completeInput(
  input: ObjectSchema,
  { recorded, confirms }: { recorded: boolean; confirms: boolean },
): ObjectSchema {
  return input
    .extend({ ...(confirms && { confirm: CONFIRM }), ...(recorded && { idempotency_key: IDEMPOTENCY_KEY }) })
    .strict();
}

/** Parses arguments, or fails with every defect named by JSON pointer and the way to mend it. */
export function parseInput(tool: string, schema: ObjectSchema, value: unknown): Record<string, unknown> {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const shown = issues.slice(0, MAX_ISSUES).map((issue) => describeIssue(issue, schema));
  const more = issues.length > MAX_ISSUES ? ` (and ${issues.length - MAX_ISSUES} more)` : '';
  throw new IzaError('INVALID_INPUT', `${tool} cannot run with these arguments.`, {
    why: shown.join('; ') + more,
    hint: `Nothing was changed. Mend the arguments and call ${tool} again.`,
  });
}

function describeIssue(issue: z.core.$ZodIssue, schema: ObjectSchema): string {
  const pointer = `/${issue.path.map(String).join('/')}`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => describeUnknown(pointer, key, Object.keys(schema.shape))).join('; ');
    case 'invalid_value':
      return `${pointer}: must be one of ${issue.values.map((v) => JSON.stringify(v)).join(', ')}`;
    case 'invalid_type':
      return issue.message.includes('undefined')
        ? `${pointer}: is missing, expected ${issue.expected}`
        : `${pointer}: expected ${issue.expected}`;
    default:
      return `${pointer}: ${issue.message}`;
  }
}

function describeUnknown(pointer: string, key: string, known: readonly string[]): string {
  const at = `${pointer === '/' ? '' : pointer}/${key}`;
  const near = pointer === '/' ? nearest(key, known) : undefined;
  return near ? `${at}: no such argument, did you mean ${near}?` : `${at}: no such argument`;
}

/** The known name closest to a misspelt one, within a third of its length in edits. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: { name: string; edits: number } | undefined;
  for (const candidate of known) {
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    if (!best || edits < best.edits) best = { name: candidate, edits };
  }
  return best && best.edits <= Math.max(1, Math.floor(name.length / 3)) ? best.name : undefined;
}
