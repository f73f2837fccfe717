import type * as z from 'zod';
import { IzaError } from '../mcp/errors.ts';
import { nearest } from '../mcp/input.ts';
import type { Job } from './run-job.ts';

/** A kind of long work. It may run more than once for one job, each time from the last checkpoint. */
export interface JobKind<I extends z.ZodType = z.ZodType> {
  input: I;
  /** Returns a value of JSON: the job's result. */
  run(input: z.output<I>, job: Job): Promise<unknown>;
}

/** States a kind of work, with the type of its input taken from the schema. */
export function defineJobKind<I extends z.ZodType>(kind: JobKind<I>): JobKind {
  return kind as JobKind;
}

/** @throws IzaError INVALID_INPUT for a kind that is not there, or an input that its schema refuses. */
export function checkJobInput(kinds: Readonly<Record<string, JobKind>>, name: string, input: unknown): void {
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (!kind) {
    const near = nearest(name, Object.keys(kinds));
    throw new IzaError('INVALID_INPUT', `There is no job kind ${JSON.stringify(name)}.`, {
      allowed: Object.keys(kinds),
      ...(near && { hint: `Did you mean ${near}?` }),
    });
  }
  const parsed = kind.input.safeParse(input);
  if (parsed.success) return;
  throw new IzaError('INVALID_INPUT', `The job ${name} cannot run with this input.`, {
    why: parsed.error.issues
      .map(({ path, message }) => `/${path.map(String).join('/')}: ${message}`)
      .join('; '),
  });
}
