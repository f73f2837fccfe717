import { createHash } from 'node:crypto';
import type { ImportItem } from './import-item.ts';

/**
 * Names each message of a conversation by who said what when, and how often that came before in it: a file that comes
 * again, or a later one of the same conversation, has the same names for the same messages, wherever it is cut into
 * batches.
 */
export async function* namedMessages(items: AsyncIterable<ImportItem>): AsyncGenerator<ImportItem> {
  let conversation: string | undefined;
  let seen = new Map<string, number>();
  for await (const item of items) {
    if (item.kind !== 'message') {
      yield item;
      continue;
    }
    const { session, role, text, at = null, scope } = item;
    const key = JSON.stringify([scope, session?.id]);
    if (key !== conversation) seen = new Map();
    conversation = key;
    const what = createHash('sha256')
      .update(JSON.stringify([role, text, at]))
      .digest('base64url');
    const before = seen.get(what) ?? 0;
    seen.set(what, before + 1);
    yield { ...item, message: `${what} ${before}` };
  }
}
