import * as z from 'zod';

// What is read of Qdrant's answers (its OpenAPI 1.19); what else they hold is passed over.

/** Of an update that was waited for. Anything but `completed` means that a search may not see it yet. */
export const UPDATED = z.object({ status: z.enum(['completed', 'acknowledged', 'wait_timeout']) });

export const DONE = z.boolean();

export const COLLECTION = z.object({
  config: z.object({
    params: z.object({ vectors: z.object({ size: z.int(), distance: z.string() }) }),
  }),
  payload_schema: z.record(z.string(), z.unknown()),
});
export type Collection = z.output<typeof COLLECTION>;

export const COUNT = z.object({ count: z.int().min(0) });

export const FOUND = z.object({
  points: z.array(
    z.object({ score: z.number(), payload: z.object({ memory: z.string(), scope: z.string() }) }),
  ),
});

export const PAGE = z.object({
  points: z.array(
    z.object({
      id: z.union([z.string(), z.number(), z.bigint()]).transform(String),
      // A point that someone else wrote has to count, and to differ: it is read as far as it goes.
      payload: z
        .object({
          memory: z.string().catch(''),
          scope: z.string().catch(''),
          kind: z.string().catch(''),
          at: z.number().catch(0),
          digest: z.string().catch(''),
        })
        .nullish(),
    }),
  ),
  next_page_offset: z.union([z.string(), z.number(), z.bigint()]).nullish(),
});
