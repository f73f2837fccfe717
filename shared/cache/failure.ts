import * as z from 'zod';
import { explainDatabaseError } from '../db/explain.ts';
import { ERROR_CODES, IzaError } from '../mcp/errors.ts';

const FAILURE = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  why: z.string().optional(),
  hint: z.string().optional(),
  next: z.object({ tool: z.string(), arguments: z.record(z.string(), z.json()) }).optional(),
  allowed: z.array(z.string()).optional(),
});

/** What other processes are told of a failed load: words for the model as they are, of other errors only that. */
export function failureText(error: unknown): string {
  const known = error instanceof IzaError ? error : explainDatabaseError(error);
  const { code, message, details } = known ?? unexplained();
  const { cause: _, ...told } = details;
  return JSON.stringify({ ...told, code, message });
}

/** The error that a text stands for. What cannot be read is an error all the same: the load did fail. */
export function failureFrom(text: string): IzaError {
  const read = FAILURE.safeParse(parsed(text));
  if (!read.success) return unexplained();
  const { code, message, ...details } = read.data;
  return new IzaError(code, message, details);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unexplained(): IzaError {
  return new IzaError('INTERNAL', 'Another process asked for the same at this moment, and failed.', {
    hint: 'Call again; the log of the other process says more.',
  });
}
