import { createHash } from 'node:crypto';
import { createKnownNames } from '../../servers/knowledge-graph/known-names.ts';
import { namesInChunks } from '../../servers/knowledge-graph/mentions.ts';
import { normaliseName } from '../../servers/knowledge-graph/resolution/read-name.ts';
import type { GraphChange, GraphStore } from '../../servers/knowledge-graph/store/store.ts';
import { chunkDocument } from '../../shared/text/chunk-document.ts';
import { DOCUMENT_LIMITS } from '../../shared/text/document-limits.ts';
import { readPlainText } from '../../shared/text/formats/plain-text.ts';

/** A document in parts that are not taken apart where they are given, as turns of a conversation are. */
export interface BenchDocument {
  title?: string | undefined;
  occurredAt?: number | undefined;
  parts: { id: number; text: string; speaker?: string | undefined }[];
  /** Whether parts are cut into chunks. */
  cut: boolean;
}

/**
 * Stores documents with what they name: a title is an entity, with and without what stands in parentheses; names are
 * found by rules, as ingestion does. Returns the part that each chunk is of.
 */
export async function storeDocuments(
  store: GraphStore,
  graph: string,
  documents: readonly BenchDocument[],
): Promise<Map<number, number>> {
  const known = createKnownNames();
  for (const { title, parts } of documents) {
    for (const name of [...namesOf(title), ...parts.flatMap(({ speaker }) => speaker ?? [])]) known.add(name);
  }
  const partOf = new Map<number, number>();
  await store.change({ graph, tool: 'bench' }, async (change) => {
    const entities = new Map<string, number[]>();
    for (const { title } of documents) if (title) await addEntity(change, entities, namesOf(title));
    for (const { title, occurredAt, parts, cut } of documents) {
      const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
      const episode = await change.add('episode', { kind: 'document', title, occurredAt, hash });
      let ord = 0;
      for (const { id, text, speaker } of parts) {
        const document = readPlainText('bench', text, DOCUMENT_LIMITS);
        const whole = { start: 0, end: text.length, text, tokens: 0, headings: [] as string[] };
        const chunks = cut ? chunkDocument(document) : [whole];
        const named = await namesInChunks(document, chunks, known);
        for (const [at, { start, end, tokens, headings, text: said }] of chunks.entries()) {
          const chunk = await change.add('chunk', {
            episode,
            ord: ord++,
            text: said,
            headings: speaker === undefined ? headings : [speaker],
            start,
            end,
            tokens,
          });
          partOf.set(chunk, id);
          const spoken =
            speaker === undefined ? [] : [{ name: speaker, norm: normaliseName(speaker), count: 1 }];
          const counts = new Map<number, number>();
          for (const { name, norm, count } of [...(named[at] ?? []), ...spoken]) {
            if (!entities.has(norm)) await addEntity(change, entities, [name]);
            for (const entity of entities.get(norm) ?? [])
              counts.set(entity, (counts.get(entity) ?? 0) + count);
          }
          for (const [entity, count] of counts) await change.add('mention', { chunk, entity, count });
        }
      }
    }
  });
  return partOf;
}

function namesOf(title: string | undefined): string[] {
  if (title === undefined) return [];
  const base = title.replace(/ \([^)]*\)$/, '');
  return base === title ? [title] : [title, base];
}

async function addEntity(
  change: GraphChange,
  entities: Map<string, number[]>,
  names: readonly string[],
): Promise<void> {
  const [name = ''] = names;
  const entity = await change.add('entity', { entity: 0, type: 'Thing', name });
  for (const [at, alias] of names.entries()) {
    const norm = normaliseName(alias);
    await change.add('alias', { entity, kind: at === 0 ? 'name' : 'alias', name: alias, norm });
    entities.set(norm, [...(entities.get(norm) ?? []), entity]);
  }
}
