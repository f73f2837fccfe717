// The thread that reads documents, started by parse-thread.ts: one at a time, and nothing else.
import { parentPort } from 'node:worker_threads';
import { IzaError } from '../mcp/errors.ts';
import type { ParsedDocument } from './document.ts';
import { type ReadRequest, readDocument } from './read-document.ts';

export type ThreadAnswer =
  | { document: ParsedDocument }
  | { refused: Pick<IzaError, 'code' | 'message'> & { why?: string; hint?: string } }
  | { failed: string };

// Nobody reads what parsers print, and it must not gather.
process.stdout.write = () => true;
process.stderr.write = () => true;

parentPort?.on('message', async (request: ReadRequest) => {
  parentPort?.postMessage(await answer(request));
});

async function answer(request: ReadRequest): Promise<ThreadAnswer> {
  try {
    return { document: await readDocument(request) };
  } catch (error) {
    if (!(error instanceof IzaError))
      return { failed: error instanceof Error ? String(error.stack) : String(error) };
    const { why, hint } = error.details;
    const { code, message } = error;
    return {
      refused: { code, message, ...(why !== undefined && { why }), ...(hint !== undefined && { hint }) },
    };
  }
}
