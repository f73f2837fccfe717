import { contentOf } from './intake.ts';
import type { Memory, MemoryContent } from './memory.ts';
import type { MemoryChange } from './store/store.ts';
import { beginsLater, isExclusive, succession } from './supersede.ts';

const OPEN = Number.MAX_SAFE_INTEGER;

/**
 * Adds to a memory what is new when it is told again: tags, and time in which it holds, up to where another word on the
 * same thing begins. Words without dates say nothing of when; the note tells what came of the time.
 */
export function retell(
  change: MemoryChange,
  memory: Memory,
  content: MemoryContent,
  rivals: readonly Memory[],
): { memory: Memory; note?: string } {
  const old = contentOf(memory);
  const tags = [...new Set([...memory.tags, ...content.tags])].sort();
  const next = { ...old, ...(tags.length > memory.tags.length && { tags }) };
  // What is held back until a person has looked at it decides nothing.
  const dated = content.validFrom !== undefined || content.validTo !== undefined;
  const longer = dated && content.status !== 'quarantined';
  if (longer) extend(change, next, memory, content, rivals);
  const isExtended = next.validFrom !== old.validFrom || next.validTo !== old.validTo;
  const told = isExtended || next.tags !== old.tags ? change.revise(memory, next, 'update') : memory;
  const note = isExtended ? `Known already; it now holds ${spanOf(told)}.` : leftAsItWas(told, content);
  return { memory: told, ...(note !== undefined && { note }) };
}

function extend(
  change: MemoryChange,
  next: MemoryContent,
  memory: Memory,
  content: MemoryContent,
  rivals: readonly Memory[],
): void {
  if (!isExclusive(content) && content.validFrom !== undefined && memory.validFrom !== undefined) {
    next.validFrom = Math.min(content.validFrom, memory.validFrom);
  }
  const others = rivals.filter(({ id }) => id !== memory.id);
  const later = others.filter((rival) => beginsLater(rival, content, change.now));
  const { validTo, supersededBy } = succession(change, content, later).content;
  if (memory.validTo === undefined || (validTo ?? OPEN) <= memory.validTo) return;
  delete next.validTo;
  delete next.supersededBy;
  Object.assign(next, validTo !== undefined && { validTo }, supersededBy && { supersededBy });
}

/** What somebody who gave other dates, or none, has to know of the time in which it holds. */
function leftAsItWas(memory: Memory, { validFrom, validTo }: MemoryContent): string | undefined {
  if (validFrom === undefined && validTo === undefined) {
    return memory.validTo === undefined
      ? undefined
      : `Known already, to hold ${spanOf(memory)}. If it holds longer, remember it with valid_to, or valid_from alone for no end.`;
  }
  if ((validTo ?? OPEN) === (memory.validTo ?? OPEN)) return undefined;
  return `Known already, and left to hold ${spanOf(memory)}. update_memory changes that.`;
}

function spanOf({ validFrom, validTo }: Memory): string {
  const from = validFrom === undefined ? '' : `from ${new Date(validFrom).toISOString()} `;
  return `${from}${validTo === undefined ? 'without an end' : `until ${new Date(validTo).toISOString()}`}`;
}
