import * as z from 'zod';
import { MODEL_ALIASES } from '../port.ts';

/** json: any value of JSON, printed as such. list: texts, one a line. */
export const VARIABLE_TYPES = ['string', 'number', 'boolean', 'list', 'json'] as const;

const Variable = z.strictObject({
  type: z.enum(VARIABLE_TYPES),
  description: z.string().min(1),
  required: z.boolean().default(true),
  /** Text from outside: the engine fences it, and it never reaches the instructions of the system. */
  untrusted: z.boolean().default(false),
});

export type Variable = z.output<typeof Variable>;

const Values = z.record(z.string(), z.json());

/** What stands between the `---` lines at the top of a prompt. */
export const FrontMatter = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,63}$/, 'small letters, digits and hyphens'),
  version: z.number().int().positive(),
  description: z.string().min(1),
  model: z.enum(MODEL_ALIASES),
  max_tokens: z.number().int().positive(),
  variables: z
    .record(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'small letters, digits and underscores'), Variable)
    .default({}),
  /** Turns shown before the real one: values for the user's part, or its text, and what the model answered. */
  examples: z
    .array(
      z.strictObject({
        input: z.union([z.string().min(1), Values]),
        output: z.union([z.string().min(1), Values]),
      }),
    )
    .default([]),
});

export type FrontMatter = z.output<typeof FrontMatter>;

/** A prompt's text in its two parts: YAML, and the Markdown after it; undefined when it does not begin with `---`. */
export function splitFrontMatter(markdown: string): { yaml: string; body: string } | undefined {
  const [, yaml, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(markdown) ?? [];
  return yaml === undefined || body === undefined ? undefined : { yaml, body };
}

/** Defects of a value that does not fit, each as a JSON pointer and what is wrong there. */
export function defectsOf(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => `/${path.map(String).join('/')}: ${message}`);
}
