import type { Strength } from './choices.ts';
import type { MemoryDomain } from './deps.ts';
import { accept } from './intake.ts';
import type { Memory } from './memory.ts';
import { readable } from './readable.ts';
import { type By, keep } from './remember.ts';
import type { MemoryView } from './store/store.ts';

export interface Preference {
  key: string;
  value: string;
  strength: Strength;
  validFrom?: number | undefined;
  reason?: string | undefined;
}

export interface EffectivePreference {
  id: string;
  key: string;
  value: string;
  strength: Strength;
  scope: string;
}

const IMPORTANCE: { [K in Strength]: number } = { must: 1, never: 1, prefer: 0.8, avoid: 0.8 };

/** The text by which a preference is found and read. */
export function preferenceText({ key, value, strength, reason }: Preference): string {
  const what = key.replace(/[._/-]+/g, ' ');
  const said = { must: 'has to be', prefer: 'preferably', avoid: 'preferably not', never: 'never' }[strength];
  return `${what}: ${said} ${value}${reason ? ` (${reason})` : ''}`;
}

/** Sets what a person wants; what they wanted before on the same key ends with it. */
export async function setPreference(
  deps: Pick<MemoryDomain, 'store' | 'ids' | 'screen' | 'vault'>,
  scope: string,
  preference: Preference,
  by: By,
): Promise<{
  id: string;
  status: 'new' | 'duplicate' | 'superseded';
  replaced: { id: string; value: string }[];
  notes: string[];
}> {
  const id = deps.ids.next();
  const { strength, validFrom } = preference;
  // Before they become a sentence, in which a secret may not be seen for one any more.
  const [key, value, reason] = [preference.key, preference.value, preference.reason].map((part) =>
    part === undefined ? undefined : deps.screen(part).text,
  ) as [string, string, string | undefined];
  const data = { value, strength, ...(reason !== undefined && { reason }) };
  const item = {
    text: preferenceText({ ...preference, key, value, reason }),
    kind: 'preference' as const,
    key,
    data,
    importance: IMPORTANCE[strength],
    validFrom,
  };
  const accepted = { id, ...accept(item, deps, id) };
  const { status, replaced, ...rest } = await deps.store.change(by, (change) =>
    keep(change, deps, scope, accepted, 'supersede', by.client),
  );
  // Read apart from the change: the record of a call is kept, and must not tell what may be erased.
  const values = await deps.store.read((view) =>
    replaced.flatMap((old) => {
      const memory = view.current(old);
      return memory ? [{ id: old, value: saidValue(memory, deps) }] : [];
    }),
  );
  return {
    id: rest.id,
    status: status === 'duplicate' ? status : replaced.length > 0 ? 'superseded' : 'new',
    replaced: values,
    notes: rest.notes,
  };
}

/** What counts now: of each key the word of the first scope that has one. Scopes go from particular to general. */
export function effectivePreferences(
  view: MemoryView,
  deps: Pick<MemoryDomain, 'vault'>,
  scopes: readonly string[],
  limit: number,
): EffectivePreference[] {
  const found = view.bySeq(view.find([], { scopes, kinds: ['preference'] }, limit));
  const rank = (memory: Memory): number => scopes.indexOf(memory.scope);
  const effective = new Map<string, Memory>();
  for (const memory of found) {
    const key = memory.key ?? memory.id;
    const best = effective.get(key);
    if (!best || rank(memory) < rank(best)) effective.set(key, memory);
  }
  return [...effective.values()]
    .sort((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : 1))
    .map((memory) => readable(memory, deps))
    .map((memory) => ({
      id: memory.id,
      key: memory.key ?? '',
      value: String(memory.data?.value ?? memory.text),
      strength: (memory.data?.strength as Strength | undefined) ?? 'prefer',
      scope: memory.scope,
    }));
}

function saidValue(memory: Memory, deps: Pick<MemoryDomain, 'vault'>): string {
  const { data, text } = readable(memory, deps);
  return String(data?.value ?? text);
}
