import { createHash } from 'node:crypto';
import type { EmbeddingKind, Prefixes } from './embedder.ts';

/** Readable as far as that goes, and unique by the hash: `voyage/some-model/1024#3f9a0c2b77e1d0aa`. */
export function fingerprintOf(space: {
  provider: string;
  model: string;
  dimensions?: number | undefined;
  prefixes?: Prefixes | undefined;
  /** What else decides what the vectors are. */
  more?: string | undefined;
}): string {
  const { provider, model, dimensions, prefixes = {}, more = '' } = space;
  const all = [provider, model, dimensions ?? null, prefixes.document ?? '', prefixes.query ?? '', more];
  const hash = createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 16);
  return `${provider}/${model}/${dimensions ?? 'default'}#${hash}`;
}

export function withPrefix(
  texts: readonly string[],
  kind: EmbeddingKind,
  prefixes: Prefixes | undefined,
): string[] {
  const prefix = prefixes?.[kind] ?? '';
  return texts.map((text) => prefix + text);
}
