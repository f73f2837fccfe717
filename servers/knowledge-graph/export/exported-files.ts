import * as z from 'zod';
import { EXPORT_FORMATS } from './formats.ts';

/** What the job of an export answers with. */
export const exportedFiles = z.object({
  format: z.enum(EXPORT_FORMATS),
  paths: z.array(z.string()),
  bytes: z.number().int(),
  entities: z.number().int(),
  facts: z.number().int(),
  leftOut: z.object({ entities: z.number().int(), facts: z.number().int() }),
});

export type ExportedFiles = z.output<typeof exportedFiles>;
