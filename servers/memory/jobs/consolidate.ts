import * as z from 'zod';
import { defineJobKind, type JobKind } from '../../../shared/jobs/job-kind.ts';
import { archiveFaded } from '../learning/archive.ts';
import { type DigestDeps, type DigestWriter, digestConversations } from '../learning/digests.ts';
import { tidyPairs } from '../learning/tidy-pairs.ts';
import { createWork, nothingDone, type Reached, STAGES, type Work } from '../learning/work.ts';

/** A writer that is open: it holds a ledger and connections. */
export interface OpenWriter {
  write: DigestWriter;
  close(): Promise<void>;
}

/**
 * Tidies up: makes one of memories that say the same, settles those that cannot hold together, writes digests of
 * conversations, and archives what has faded. Nothing is deleted, and every change can be undone.
 * @param openWriter opens what has a model write the digests; undefined where the settings want none.
 */
export function consolidateJob(deps: DigestDeps, openWriter: () => Promise<OpenWriter | undefined>): JobKind {
  const writeDigests = async (cursor: string, work: Work): Promise<void> => {
    const writer = await openWriter();
    try {
      await digestConversations(deps, writer?.write, cursor, work);
    } finally {
      await writer?.close();
    }
  };
  return defineJobKind({
    input: z.strictObject({
      after: z
        .number()
        .int()
        .min(0)
        .default(0)
        .describe('Versions up to this one have been compared before.'),
    }),
    async run({ after }, job) {
      const from = (job.resumedFrom as Reached | undefined) ?? {
        stage: 'pairs',
        cursor: String(after),
        result: { ...nothingDone(), through: after },
      };
      const { result } = from;
      for (const stage of STAGES.slice(STAGES.indexOf(from.stage))) {
        const cursor = stage === from.stage ? from.cursor : '';
        const work: Work = createWork(job, deps.clock, stage, result);
        if (stage === 'pairs') await tidyPairs(deps, Number(cursor), work);
        else if (stage === 'digests') await writeDigests(cursor, work);
        else await archiveFaded(deps, Number(cursor), work);
        const next = STAGES[STAGES.indexOf(stage) + 1];
        if (next) job.checkpoint({ stage: next, cursor: '', result } satisfies Reached);
      }
      return result;
    },
  });
}
