import type { ImportItem } from '../../transfer/import-item.ts';
import type { GraphEntity, GraphRelation } from './graph.ts';
import type { ReferenceBatch } from './import-reference.ts';

/** Things to a batch: large enough that what a transaction costs does not count, short enough not to hold up others. */
const BATCH = 5_000;

/** What the reader of a reference server's file finds, in the batches that `importReference` stores. */
export async function* referenceBatches(
  items: AsyncIterable<ImportItem>,
  size = BATCH,
): AsyncGenerator<ReferenceBatch> {
  let entities = new Map<string, GraphEntity>();
  let relations: GraphRelation[] = [];
  let source: ImportItem['source'] | undefined;
  let things = 0;
  const batch = (): ReferenceBatch => ({
    entities: [...entities.values()],
    relations,
    ...(source && { source }),
  });
  const entityNamed = (name: string): GraphEntity => {
    const known = entities.get(name) ?? { name, entityType: '', observations: [] };
    entities.set(name, known);
    return known;
  };

  for await (const item of items) {
    source = item.source;
    const { kind, text, about: [name] = [], data } = item;
    if (kind === 'entity') entityNamed(text).entityType ||= String(data?.entityType ?? '');
    // An entity whose observations run on into the next batch is known there by its name.
    else if (kind === 'memory' && name !== undefined) entityNamed(name).observations.push(text);
    else if (kind === 'relation') {
      const [from, relationType, to] = [data?.from, data?.type, data?.to].map(String) as [
        string,
        string,
        string,
      ];
      relations.push({ from, to, relationType });
    } else continue;
    things += 1;
    if (things < size) continue;
    yield batch();
    entities = new Map();
    relations = [];
    things = 0;
  }
  if (things > 0) yield batch();
}
