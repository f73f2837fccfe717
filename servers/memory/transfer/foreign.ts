import * as z from 'zod';
import { place, refused } from '../../../shared/text/refusal.ts';

/** What a reader needs to say where something is. */
export interface Where {
  file: string;
  line: number;
}

/** Holds a value from outside to a schema. @throws IzaError with the first defect and its JSON pointer. */
export function fits<S extends z.ZodType>(schema: S, value: unknown, { file, line }: Where): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const pointer = (issue?.path ?? []).map((key) => `/${String(key)}`).join('');
  throw refused(
    place(file, line),
    `${pointer || 'it'} does not fit: ${issue?.message ?? 'not what was expected'}`,
  );
}

/** A date as text, in milliseconds since the epoch; null and nothing are nothing. */
export const dateText = z
  .string()
  .nullable()
  .optional()
  .transform((text, context) => {
    if (text === null || text === undefined || text === '') return undefined;
    const at = Date.parse(text);
    if (Number.isFinite(at)) return at;
    context.addIssue({ code: 'custom', message: `${JSON.stringify(text.slice(0, 40))} is not a date` });
    return z.NEVER;
  });

/** A date in seconds since the epoch, in milliseconds. */
export const dateSeconds = z
  .number()
  .min(-8.64e12)
  .max(8.64e12)
  .nullable()
  .optional()
  .transform((seconds) =>
    seconds === null || seconds === undefined ? undefined : Math.round(seconds * 1000),
  );
