import { distance } from 'fastest-levenshtein';
import * as z from 'zod';
import { IzaError } from './errors.ts';
import type { ObjectSchema } from './tool.ts';

const MAX_ISSUES = 10;
/** Characters of a key that a pointer shows. */
const MAX_KEY = 100;

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
  const pointer = pointerTo(issue.path) || '/';
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysOf(partAt(schema, issue.path));
      return issue.keys.map((key) => describeUnknown([...issue.path, key], known)).join('; ');
    }
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

function describeUnknown(path: readonly PropertyKey[], known: readonly string[]): string {
  const near = nearest(String(path.at(-1)), known);
  const at = `${pointerTo(path)}: no such argument`;
  return near ? `${at}, did you mean ${near}?` : at;
}

/** A JSON pointer (RFC 6901); keys are the caller's, and may be long. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path
    .map((key) => `/${String(key).slice(0, MAX_KEY).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/** What the schema has at a path: more than one part where it leaves a choice. */
function partAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType[] {
  return path.reduce<z.core.$ZodType[]>(
    (parts, key) => parts.flatMap(bare).flatMap((part) => stepInto(part as z.core.$ZodTypes, key)),
    [schema],
  );
}

function stepInto(part: z.core.$ZodTypes, key: PropertyKey): z.core.$ZodType[] {
  const { def } = part._zod;
  switch (def.type) {
    case 'object': {
      const field = def.shape[String(key)];
      return field ? [field] : [];
    }
    case 'array':
      return [def.element];
    case 'record':
      return [def.valueType];
    default:
      return [];
  }
}

/** What a value has to fit, without what only says whether it may be left out. */
function bare(part: z.core.$ZodType): z.core.$ZodType[] {
  const { def } = (part as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable':
    case 'readonly':
      return bare(def.innerType);
    case 'union':
      return def.options.flatMap(bare);
    default:
      return [part];
  }
}

function keysOf(parts: readonly z.core.$ZodType[]): string[] {
  return parts.flatMap(bare).flatMap((part) => {
    const { def } = (part as z.core.$ZodTypes)._zod;
    return def.type === 'object' ? Object.keys(def.shape) : [];
  });
}

/** The known name closest to a misspelt one, within a third of its length in edits. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: { name: string; edits: number } | undefined;
  for (const candidate of known) {
    const edits = editsBetween(name.toLowerCase(), candidate.toLowerCase());
    if (!best || edits < best.edits) best = { name: candidate, edits };
  }
  return best && best.edits <= Math.max(1, Math.floor(name.length / 3)) ? best.name : undefined;
}

/** Letters that have changed places are one slip, not two. */
function editsBetween(a: string, b: string): number {
  const edits = distance(a, b);
  return edits === 2 && a.length === b.length && lettersOf(a) === lettersOf(b) ? 1 : edits;
}

function lettersOf(word: string): string {
  return [...word].sort().join('');
}
