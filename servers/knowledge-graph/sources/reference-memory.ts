import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Screen } from '../../../shared/privacy/screen.ts';
import { chunkDocument } from '../../../shared/text/chunk-document.ts';
import { decodeText } from '../../../shared/text/decode.ts';
import { DOCUMENT_LIMITS } from '../../../shared/text/document-limits.ts';
import { readPlainText } from '../../../shared/text/formats/plain-text.ts';
import { place, refused } from '../../../shared/text/refusal.ts';
import { createCleaner } from '../screened.ts';
import type { PreparedDocument } from './drawn.ts';
import { gatherEntities } from './entity-gathering.ts';

/**
 * The file of the MCP reference memory server
 * (https://github.com/modelcontextprotocol/servers/tree/main/src/memory): an entity or a relation a line.
 */
const LINE = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('entity'),
    name: z.string().min(1),
    entityType: z.string(),
    observations: z.array(z.string()),
  }),
  z.object({
    type: z.literal('relation'),
    from: z.string().min(1),
    to: z.string().min(1),
    relationType: z.string().min(1),
  }),
]);

/** What the file says of one entity. */
interface About {
  name: string;
  type: string | undefined;
  observations: string[];
  relations: { relation: string; to: string }[];
}

export function isReferenceMemory(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4_096)).toString('utf8');
  return /^\s*\{\s*"type"\s*:\s*"(?:entity|relation)"\s*,/.test(head);
}

/**
 * What the file holds, a document for each entity: its observations as text and as facts, and what leads from it.
 * @throws IzaError INVALID_INPUT with the line that is none of this format.
 */
export function readReferenceMemory(
  file: { name: string; uri?: string; bytes: Uint8Array },
  screen: Screen,
): PreparedDocument[] {
  const about = new Map<string, About>();
  const of = (name: string): About => {
    const known = about.get(name) ?? { name, type: undefined, observations: [], relations: [] };
    about.set(name, known);
    return known;
  };
  const { clean } = createCleaner(screen);
  const lines = decodeText(file.name, file.bytes).split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const found = clean(parseLine(line, place(file.name, index + 1)));
    if (found.type === 'relation') {
      of(found.from).relations.push({ relation: found.relationType, to: found.to });
      continue;
    }
    const entity = of(found.name);
    entity.type ??= found.entityType.trim() || undefined;
    entity.observations.push(...found.observations.filter((said) => said.trim() !== ''));
  }
  const types = new Map([...about.values()].map(({ name, type }) => [name, type]));
  return [...about.values()].map((one) => documentOf(one, types, file.uri));
}

function parseLine(line: string, where: string): z.output<typeof LINE> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw refused(where, 'it is not JSON');
  }
  const parsed = LINE.safeParse(value);
  if (parsed.success) return parsed.data;
  throw refused(where, 'it is neither an entity nor a relation of the MCP reference memory server');
}

function documentOf(
  { name, type, observations, relations }: About,
  types: ReadonlyMap<string, string | undefined>,
  uri: string | undefined,
): PreparedDocument {
  const gathering = gatherEntities();
  const text = observations.join('\n');
  const subject = gathering.add({ name, type });
  const facts = relations.flatMap(({ relation, to }) => {
    const object = gathering.add({ name: to, type: types.get(to) });
    return subject === undefined || object === undefined ? [] : [{ subject, relation, object }];
  });
  const said = observations.flatMap((value) =>
    subject === undefined
      ? []
      : [{ subject, relation: 'observation', value: value.slice(0, 10_000), quote: value }],
  );
  const { entities } = gathering.take(Number.POSITIVE_INFINITY);
  const hash = createHash('sha256').update(JSON.stringify([name, type, observations, relations]));
  // What is said of an entity is about it, whether or not each sentence names it.
  const chunks = chunkDocument(readPlainText(name, text, DOCUMENT_LIMITS));
  return {
    externalId: name,
    kind: 'document',
    title: name,
    uri,
    hash: hash.digest('hex'),
    chunks,
    entities: entities.map((one) =>
      one.ref === subject
        ? { ...one, places: chunks.map(({ start, end }) => [start, Math.min(start + 1, end)]) }
        : one,
    ),
    facts: [...said, ...facts],
    notes: [],
  };
}
