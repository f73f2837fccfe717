import type { AskedEntity } from '../assertion.ts';
import type { Canon } from '../canon.ts';
import { keyIn } from '../entity-key.ts';
import { type KnownEntities, readKnown, statedType, typesFitIn, UNKNOWN_TYPE } from '../known-entities.ts';
import type { NameIndexes } from '../name-indexes.ts';
import type { Ontology } from '../ontology.ts';
import { normaliseName } from '../resolution/read-name.ts';
import { type Known, type Mention, resolve } from '../resolution/resolve.ts';
import { prepareMentions, resolveAll } from '../resolve-all.ts';
import { renameEntity } from '../resolve-entities.ts';
import type { GraphChange } from '../store/store.ts';
import type { DrawnEntity, PreparedDocument } from './drawn.ts';

/** What documents are kept by, within one change. */
export interface Keeping {
  change: GraphChange;
  ontology: Ontology;
  canon: Canon;
  known: KnownEntities;
}

/** Names that are only like others are nobody's business here: nothing is offered. */
const NO_INDEX: NameIndexes = { catchUp: async () => undefined, near: () => [] };
const DOCUMENTS = new Set(['Document', 'WebPage', 'Conversation']);

/** Reads what is known of all that some documents name. */
export async function openKeeping(
  change: GraphChange,
  { ontology, canon }: Pick<Keeping, 'ontology' | 'canon'>,
  documents: readonly PreparedDocument[],
): Promise<Keeping> {
  const mentions = documents.flatMap(({ entities }) => entities.map(mentionOf));
  return {
    change,
    ontology,
    canon,
    known: await readKnown(change, change.graph, canon, NO_INDEX, mentions, []),
  };
}

/**
 * The entities that a document names, by its refs. What may be several is none of them: a name that stands for two
 * says nothing of either.
 * @returns `undecided`: the names that were left out for that.
 */
export async function resolveDrawn(
  keeping: Keeping,
  drawn: readonly DrawnEntity[],
): Promise<{ ids: Map<string, number>; undecided: string[] }> {
  const ids = new Map<string, number>();
  const undecided: string[] = [];
  for (const one of drawn) {
    const id =
      one.is === 'document' || one.is === 'self'
        ? await documentEntity(keeping, one)
        : await thing(keeping, one);
    if (id === 'undecided') undecided.push(one.name);
    else if (id !== undefined) ids.set(one.ref, id);
  }
  return { ids, undecided };
}

/** A document is one by its key alone: a hundred may be called README. */
async function documentEntity(keeping: Keeping, drawn: DrawnEntity): Promise<number | 'undecided'> {
  const { change, known } = keeping;
  const { name, keys, type, is } = drawn;
  const norms = keys.flatMap((key) => keyIn(key) ?? []);
  const held = [...new Set(norms.flatMap((key) => known.known.byKey(key)))];
  if (held.length > 1) return 'undecided';
  const [id] = held;
  if (id !== undefined) {
    if (is === 'self') await callIt(keeping, id, name);
    return id;
  }
  const given = allowedType(keeping.ontology, type) ?? UNKNOWN_TYPE;
  const added = await change.add('entity', { entity: 0, type: given, name });
  const aliases = [
    { kind: 'name' as const, name, norm: normaliseName(name) },
    ...norms.map((norm, index) => ({ kind: 'key' as const, name: keys[index] ?? norm, norm })),
  ];
  for (const alias of aliases) await change.add('alias', { entity: added, ...alias });
  known.learn({ id: added, name, type: given }, aliases);
  return added;
}

/** What links led to had the name of its file until it was read. */
async function callIt({ change, known }: Keeping, id: number, name: string): Promise<void> {
  const [entity] = await change.entities([id]);
  if (!entity || entity.name === name) return;
  await renameEntity(change, entity, name);
  known.learn({ id, name, type: entity.type }, [{ kind: 'name', name, norm: normaliseName(name) }]);
}

async function thing(keeping: Keeping, drawn: DrawnEntity): Promise<number | 'undecided' | undefined> {
  const { change, ontology, canon, known } = keeping;
  const ours = { ...known, known: besideDocuments(known.known, drawn.is === 'agent') };
  const type = allowedType(ontology, drawn.type);
  if (drawn.onlyIfKnown) {
    const found = resolve({ ...mentionOf(drawn), type: statedType(type) }, ours.known, typesFitIn(ontology));
    if ('same' in found) return found.same;
    return 'ambiguous' in found ? 'undecided' : undefined;
  }
  const { name, aliases, keys } = drawn;
  const asked: AskedEntity = { name, type, aliases, keys };
  const context = { change, ontology, canon, known: ours, onAmbiguous: 'ask' as const, warnings: [] };
  const { entities } = await resolveAll(context, prepareMentions([asked], []));
  return entities[0]?.entity ?? 'undecided';
}

/** A name in prose means the thing rather than the file about it, where there are both. */
function besideDocuments(known: Known, never: boolean): Known {
  return {
    ...known,
    named(norm) {
      const all = known.named(norm);
      const things = all.filter(({ type }) => type === undefined || !DOCUMENTS.has(type));
      return things.length > 0 || never ? things : all;
    },
  };
}

/** A strict ontology that lacks one of our types gets things whose type nobody has said. */
function allowedType(ontology: Ontology, type: string | undefined): string | undefined {
  if (type === undefined) return undefined;
  return ontology.document.mode === 'open' || ontology.type(type).declared ? type : undefined;
}

function mentionOf({ name, type, aliases, keys }: DrawnEntity): Mention {
  return { name, type, aliases, keys: keys.flatMap((key) => keyIn(key) ?? []) };
}
