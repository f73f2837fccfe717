import type { Span } from '../../../shared/text/sentences.ts';
import { keyIn } from '../entity-key.ts';
import { LONGEST_NAME } from '../resolution/fold.ts';
import { normaliseName } from '../resolution/read-name.ts';
import type { DrawnEntity } from './drawn.ts';

export interface Gathered {
  name: string;
  type?: string | undefined;
  aliases?: readonly string[];
  keys?: readonly string[];
  onlyIfKnown?: boolean;
  is?: DrawnEntity['is'];
  places?: readonly Span[];
}

/** Entities of one document, each once: by a strong key, else by its name. */
export interface Gathering {
  /** The ref by which facts may call it; undefined for what cannot be a name. */
  add(entity: Gathered): string | undefined;
  /** Those that say most of themselves first, and how many are beyond the limit. */
  take(most: number): { entities: DrawnEntity[]; left: number };
}

export function gatherEntities(): Gathering {
  const byRef = new Map<string, DrawnEntity>();
  const refs = new Map<string, string>();
  return {
    add({
      name: given,
      type,
      aliases = [],
      keys: offered = [],
      onlyIfKnown = false,
      is = 'thing',
      places = [],
    }) {
      const name = given.replace(/\s+/g, ' ').trim();
      const norm = normOf(name);
      if (norm === undefined) return undefined;
      const keys = offered.filter((key) => keyIn(key) !== undefined);
      const handles = [...keys.flatMap((key) => keyIn(key) ?? []), ...(keys.length === 0 ? [norm] : [])];
      const ref =
        handles.map((handle) => refs.get(handle)).find((one) => one !== undefined) ?? handles[0] ?? norm;
      for (const handle of handles) refs.set(handle, ref);
      const before = byRef.get(ref);
      const named = aliases.filter((alias) => normOf(alias) !== undefined);
      byRef.set(ref, {
        ref,
        name: before?.name ?? name,
        type: before?.type ?? type,
        aliases: [...new Set([...(before?.aliases ?? []), ...named])],
        keys: [...new Set([...(before?.keys ?? []), ...keys])],
        onlyIfKnown: onlyIfKnown && (before?.onlyIfKnown ?? true),
        is: before?.is ?? is,
        places: [...(before?.places ?? []), ...places],
      });
      return ref;
    },
    take(most) {
      const rank = ({ is, keys, onlyIfKnown, places }: DrawnEntity): number =>
        (is === 'self' ? 4e6 : 0) + (onlyIfKnown ? 0 : 2e6) + (keys.length > 0 ? 1e6 : 0) + places.length;
      const all = [...byRef.values()];
      const kept = new Set([...all].sort((a, b) => rank(b) - rank(a)).slice(0, most));
      return { entities: all.filter((one) => kept.has(one)), left: all.length - kept.size };
    },
  };
}

/** As names are compared; undefined for what cannot be one. */
function normOf(name: string): string | undefined {
  if (name === '' || name.length > LONGEST_NAME || !/[\p{L}\p{N}]/u.test(name)) return undefined;
  try {
    return normaliseName(name);
  } catch {
    return undefined;
  }
}
