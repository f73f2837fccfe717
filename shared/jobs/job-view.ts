import * as z from 'zod';

export const JOB_STATUSES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** A job as a tool shows it; spread or nest it in an output schema. Times are ISO 8601. */
export const jobView = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.enum(JOB_STATUSES),
  progress: z
    .object({ done: z.number(), total: z.number().optional(), message: z.string().optional() })
    .optional(),
  result: z.json().optional().describe('What the job returned; only when done.'),
  error: z
    .object({ code: z.string(), message: z.string(), hint: z.string().optional() })
    .optional()
    .describe('Why it failed; only when failed.'),
  attempts: z.number().int().describe('How many times a process began or took up this job.'),
  created: z.string(),
  finished: z.string().optional(),
});

export type JobView = z.output<typeof jobView>;

/** Whether nothing more will happen to a job. */
export function isFinished(status: JobStatus): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled';
}
