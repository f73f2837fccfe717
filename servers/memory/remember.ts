import type { Clock } from '../../shared/clock.ts';
import type { Ids } from '../../shared/ids.ts';
import type { Receipt } from '../../shared/mcp/tool.ts';
import { fingerprint } from './fingerprint.ts';
import type { MemoryKind, Source } from './memory.ts';
import type { AddedMemory, MemoryStore } from './store/store.ts';

export interface ItemToRemember {
  text: string;
  kind: MemoryKind;
  tags?: readonly string[] | undefined;
  source?: { [K in keyof Source]?: string | undefined } | undefined;
}

export interface Remembered extends AddedMemory {
  /** The text had halves of surrogate pairs, which are no characters; U+FFFD stands in their place. */
  repaired: boolean;
}

/** Stores all items in a scope, or none; what the scope has already is not stored twice. */
export async function remember(
  { store, clock, ids }: { store: MemoryStore; clock: Clock; ids: Ids },
  scope: string,
  items: readonly ItemToRemember[],
  by: { client: string | undefined; receipt: Receipt | undefined },
): Promise<Remembered[]> {
  const at = clock.now();
  const memories = items.map(({ text, kind, tags = [], source = {} }) => {
    const whole = text.toWellFormed();
    const given = Object.entries({ ...source, client: by.client }).filter(([, value]) => value !== undefined);
    return {
      id: ids.next(),
      text: whole,
      kind,
      tags: tags.map(normaliseTag),
      fingerprint: fingerprint(whole),
      provenance: { ...Object.fromEntries(given), at },
    };
  });
  const added = await store.add(scope, memories, by.receipt);
  return added.map((memory, index) => ({ ...memory, repaired: !items[index]?.text.isWellFormed() }));
}

/** Tags are compared without regard to case or spelling in Unicode. */
export function normaliseTag(tag: string): string {
  return tag.normalize('NFC').trim().toLowerCase();
}
