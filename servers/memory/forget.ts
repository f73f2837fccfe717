import type { Receipt } from '../../shared/mcp/tool.ts';
import { excerpt } from './excerpt.ts';
import type { ForgetMode, Forgotten, MemoryStore } from './store/store.ts';

const SAMPLE = 120;

/** What a person is asked before memories are erased: how many, and how one of them begins. */
export async function purgeQuestion(
  store: MemoryStore,
  ids: readonly string[],
  scope: string | undefined,
): Promise<string | undefined> {
  const [first, ...others] = await store.peek([...new Set(ids)], scope);
  if (!first) return undefined;
  const count = others.length === 0 ? '1 memory' : `${others.length + 1} memories`;
  const which = others.length === 0 ? 'It begins' : 'The first begins';
  const sample = JSON.stringify(excerpt(first.text, SAMPLE).text);
  return `Erase ${count} for good? This cannot be undone. ${which}: ${sample}`;
}

export async function forget(
  store: MemoryStore,
  { ids, mode, scope }: { ids: readonly string[]; mode: ForgetMode; scope?: string | undefined },
  receipt: Receipt | undefined,
): Promise<Forgotten & { scrubbed: boolean }> {
  const result = await store.forget([...new Set(ids)], mode, scope, receipt);
  const erased = mode === 'purge' && result.forgotten.length > 0;
  return { ...result, scrubbed: !erased || (await store.scrub()) };
}
