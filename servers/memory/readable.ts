import { IzaError } from '../../shared/mcp/errors.ts';
import type { Vault } from '../../shared/privacy/screen.ts';
import type { MemoryDomain } from './deps.ts';
import type { Memory } from './memory.ts';

/** What a private memory says. */
type Said = Pick<Memory, 'text' | 'data' | 'subject' | 'object'>;

export function sealSaid(said: Said, vault: Vault, id: string): Uint8Array {
  return vault.seal(JSON.stringify(said), id);
}

/** A memory as a person may read it: where the key does not open it, that is what stands in place of the text. */
export function readable<M extends Pick<Memory, 'id' | 'text' | 'sealed'>>(
  memory: M,
  deps: Pick<MemoryDomain, 'vault'>,
): M & Said {
  try {
    return opened(memory, deps);
  } catch (error) {
    if (!(error instanceof IzaError)) throw error;
    const why = deps.vault ? 'the key that is set does not open it' : 'no key is set';
    return { ...memory, text: `[private: encrypted, and ${why}]` };
  }
}

/** A memory with what it really says, to make another one of. @throws IzaError UNAVAILABLE without its key. */
export function opened<M extends Pick<Memory, 'id' | 'text' | 'sealed'>>(
  memory: M,
  { vault }: Pick<MemoryDomain, 'vault'>,
): M & Said {
  const { id, sealed } = memory;
  if (!sealed) return memory;
  if (!vault) {
    throw new IzaError('UNAVAILABLE', 'This is private and encrypted, and no key is set.', {
      hint: 'Nothing was changed. Put the key back into the settings, under privacy.key.',
    });
  }
  return { ...memory, ...(JSON.parse(vault.open(sealed, id)) as Said) };
}

export function readableText(
  memory: Pick<Memory, 'id' | 'text' | 'sealed'>,
  deps: Pick<MemoryDomain, 'vault'>,
): string {
  return readable(memory, deps).text;
}
