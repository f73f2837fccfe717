import { IzaError } from '../../shared/mcp/errors.ts';
import type { AskedEntity, OnAmbiguous } from './assertion.ts';
import type { Canon } from './canon.ts';
import { keyIn } from './entity-key.ts';
import type { AliasKind } from './graph.ts';
import { type KnownEntities, statedType, typesFitIn, UNKNOWN_TYPE } from './known-entities.ts';
import type { Ontology } from './ontology.ts';
import { numberOf, publicId } from './public-id.ts';
import { normaliseName } from './resolution/read-name.ts';
import { type Mention, type Offered, resolve } from './resolution/resolve.ts';
import type { GraphChange } from './store/store.ts';

export interface EntityOutcome {
  ref: string;
  status: 'new' | 'matched' | 'undecided';
  /** Absent while undecided. */
  entity?: number | undefined;
  name: string;
  type: string;
  /** Why it is that one. */
  because?: string | undefined;
  /** Those that it may be: all of them while undecided, such as are like it when it is new. */
  candidates: (Offered & { name: string; type: string })[];
}

export interface PreparedMention {
  ref: string;
  mention: Mention;
  asked: AskedEntity;
  /** Where it stands in the call. */
  pointer: string;
}

/**
 * The entities of a call in the order in which they are resolved: those that are listed, and those that facts name.
 * @throws IzaError INVALID_INPUT for names that are none, and keys that tell nothing.
 */
export function prepareMentions(
  entities: readonly AskedEntity[],
  facts: readonly { subject: string; object?: string | undefined }[],
): PreparedMention[] {
  const prepared = new Map<string, PreparedMention>();
  for (const [index, asked] of entities.entries()) {
    const pointer = `/entities/${index}`;
    const ref = asked.ref ?? asked.name;
    if (prepared.has(ref)) {
      throw new IzaError(
        'INVALID_INPUT',
        `${pointer}: there are two entities with the ref ${JSON.stringify(ref)}.`,
        {
          hint: 'Nothing was changed. Give each a ref of its own.',
        },
      );
    }
    prepared.set(ref, prepare(ref, asked, pointer));
  }
  for (const [index, { subject, object }] of facts.entries()) {
    for (const [end, name] of Object.entries({ subject, object })) {
      if (name === undefined || prepared.has(name) || numberOf('entity', name) !== undefined) continue;
      prepared.set(name, prepare(name, { name, aliases: [], keys: [] }, `/facts/${index}/${end}`));
    }
  }
  return [...prepared.values()];
}

function prepare(ref: string, asked: AskedEntity, pointer: string): PreparedMention {
  for (const name of [asked.name, ...asked.aliases]) checkName(name, pointer);
  const keys = asked.keys.map((value, index) => {
    const key = keyIn(value);
    if (key !== undefined) return key;
    throw new IzaError(
      'INVALID_INPUT',
      `${pointer}/keys/${index}: ${JSON.stringify(value)} does not tell one thing from all others.`,
      {
        hint: 'Nothing was changed. A key is an e-mail address, a URL, a repository such as github.com/o/r, a handle with its site, an absolute path or an id with its scheme. Leave it out, or give it as an alias.',
      },
    );
  });
  return {
    ref,
    asked,
    pointer,
    mention: { name: asked.name, type: asked.type, aliases: asked.aliases, keys },
  };
}

function checkName(name: string, pointer: string): void {
  try {
    normaliseName(name);
  } catch (error) {
    if (!(error instanceof IzaError)) throw error;
    throw new IzaError(error.code, `${pointer}: ${error.message}`, error.details);
  }
}

interface Resolving {
  change: GraphChange;
  ontology: Ontology;
  canon: Canon;
  known: KnownEntities;
  onAmbiguous: OnAmbiguous;
  warnings: string[];
}

/** Finds or adds every entity. Nothing that matters is guessed: what may be several stays undecided unless told otherwise. */
export async function resolveAll(
  context: Resolving,
  mentions: readonly PreparedMention[],
): Promise<{ entities: EntityOutcome[]; idOf(name: string, pointer: string): number }> {
  const entities: EntityOutcome[] = [];
  const ids = new Map<string, number>();
  for (const prepared of mentions) {
    const outcome = await resolveOne(context, prepared);
    if (outcome.entity !== undefined) ids.set(prepared.ref, outcome.entity);
    entities.push(outcome);
  }
  return {
    entities,
    idOf(name, pointer) {
      const id = ids.get(name) ?? numberOf('entity', name);
      if (id !== undefined && (ids.has(name) || context.known.entity(context.canon.of(id)))) return id;
      throw notThere(name, pointer);
    },
  };
}

async function resolveOne(context: Resolving, prepared: PreparedMention): Promise<EntityOutcome> {
  const { ontology, known, onAmbiguous } = context;
  const { asked, ref, mention, pointer } = prepared;
  const type = typeOf(context, asked.type, pointer);
  if (asked.id !== undefined) return named(context, prepared, type);
  const found = resolve({ ...mention, type: statedType(type) }, known.known, typesFitIn(ontology));
  const shown = (offered: readonly Offered[]) =>
    offered.map((one) => ({
      ...one,
      name: known.entity(one.id)?.name ?? '',
      type: known.entity(one.id)?.type ?? UNKNOWN_TYPE,
    }));
  if ('same' in found) return match(context, prepared, found.same, `${found.rule}: ${found.evidence}`, type);
  if ('new' in found) return create(context, prepared, type, shown(found.similar));
  const [best] = found.ambiguous;
  if (onAmbiguous === 'create') return create(context, prepared, type, shown(found.ambiguous));
  if (onAmbiguous === 'best' && best)
    return match(context, prepared, best.id, 'the likeliest of several', type);
  return { ref, status: 'undecided', name: asked.name, type, candidates: shown(found.ambiguous) };
}

/** The one that the call says it is. */
async function named(context: Resolving, prepared: PreparedMention, type: string): Promise<EntityOutcome> {
  const { asked, pointer } = prepared;
  const id = numberOf('entity', asked.id ?? '');
  const [entity] = id === undefined ? [] : await context.change.entities([context.canon.of(id)]);
  if (id === undefined || !entity) throw notThere(asked.id ?? '', `${pointer}/id`);
  context.known.learn({ id: entity.entity, name: entity.name, type: entity.type }, []);
  return match(context, prepared, entity.entity, 'its id', type);
}

/** What is told beside the name is added to what is known: aliases and keys, a type and a summary where there were none. */
async function match(
  { change, canon, known }: Resolving,
  { ref, asked, mention }: PreparedMention,
  id: number,
  because: string,
  type: string,
): Promise<EntityOutcome> {
  const entity = known.entity(id);
  const there = new Set((await change.aliases(canon.members(id))).map(({ norm }) => norm));
  const added = aliasesOf(asked, mention).filter(({ norm, kind }) => kind !== 'name' && !there.has(norm));
  for (const alias of added) await change.add('alias', { entity: id, ...alias });
  const [row] = await change.entities([id]);
  const better = row && row.type === UNKNOWN_TYPE && type !== UNKNOWN_TYPE;
  const said = row && row.summary === undefined && asked.summary !== undefined;
  if (row && (better || said)) {
    await change.end('entity', row.row);
    await change.add('entity', {
      entity: id,
      name: row.name,
      type: better ? type : row.type,
      summary: row.summary ?? asked.summary,
    });
  }
  const name = entity?.name ?? row?.name ?? asked.name;
  known.learn({ id, name, type: better ? type : (row?.type ?? type) }, added);
  return {
    ref,
    status: 'matched',
    entity: id,
    name,
    type: better ? type : (row?.type ?? type),
    because,
    candidates: [],
  };
}

async function create(
  { change, known }: Resolving,
  { ref, asked, mention }: PreparedMention,
  type: string,
  candidates: EntityOutcome['candidates'],
): Promise<EntityOutcome> {
  const id = await change.add('entity', { entity: 0, type, name: asked.name, summary: asked.summary });
  const aliases = aliasesOf(asked, mention);
  for (const alias of aliases) await change.add('alias', { entity: id, ...alias });
  known.learn({ id, name: asked.name, type }, aliases);
  return { ref, status: 'new', entity: id, name: asked.name, type, candidates };
}

function aliasesOf(asked: AskedEntity, { keys }: Mention): { kind: AliasKind; name: string; norm: string }[] {
  const names = [
    { kind: 'name' as const, name: asked.name, norm: normaliseName(asked.name) },
    ...asked.aliases.map((name) => ({ kind: 'alias' as const, name, norm: normaliseName(name) })),
    ...asked.keys.map((value, index) => ({ kind: 'key' as const, name: value, norm: keys[index] ?? '' })),
  ];
  return names.filter(({ norm }, index) => names.findIndex((one) => one.norm === norm) === index);
}

/** @throws IzaError INVALID_INPUT for a type that a strict ontology does not have. */
function typeOf({ ontology, warnings }: Resolving, given: string | undefined, pointer: string): string {
  if (given === undefined) return UNKNOWN_TYPE;
  const { name, declared } = ontology.type(given);
  if (declared || ontology.document.mode === 'open') return name;
  if (ontology.document.mode === 'warn') {
    warnings.push(`${pointer}/type: ${JSON.stringify(given)} is not declared.`);
    return name;
  }
  throw new IzaError('INVALID_INPUT', `${pointer}/type: the ontology has no type ${JSON.stringify(given)}.`, {
    hint: 'Nothing was changed. Use a declared type, or add it with kg_schema.',
    allowed: Object.keys(ontology.document.types),
  });
}

function notThere(name: string, pointer: string): IzaError {
  return new IzaError('NOT_FOUND', `${pointer}: there is no entity ${JSON.stringify(name)}.`, {
    hint: 'Nothing was changed. Give an id that a tool of this server has answered with, the ref of an entity of this call, or a name.',
    next: { tool: 'kg_search', arguments: { query: name } },
  });
}

/** How an entity is shown in messages. */
export const shownEntity = (id: number, name: string): string => `${name} (${publicId('entity', id)})`;
