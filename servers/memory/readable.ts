import type { MemoryDomain } from './deps.ts';
import type { Memory } from './memory.ts';
import type { Vault } from './screening.ts';

/** What a private memory says. */
type Said = Pick<Memory, 'text' | 'data' | 'subject' | 'object'>;

export function sealSaid(said: Said, vault: Vault, id: string): Uint8Array {
  return vault.seal(JSON.stringify(said), id);
}

/** A memory as a person may read it. @throws IzaError UNAVAILABLE when it was sealed with another key. */
export function readable<M extends Pick<Memory, 'id' | 'text' | 'sealed'>>(
  memory: M,
  { vault }: Pick<MemoryDomain, 'vault'>,
): M & Said {
  const { id, sealed } = memory;
  if (!sealed) return memory;
  if (!vault) return { ...memory, text: '[private: encrypted, and no key is set]' };
  return { ...memory, ...(JSON.parse(vault.open(sealed, id)) as Said) };
}

export function readableText(
  memory: Pick<Memory, 'id' | 'text' | 'sealed'>,
  deps: Pick<MemoryDomain, 'vault'>,
): string {
  return readable(memory, deps).text;
}
