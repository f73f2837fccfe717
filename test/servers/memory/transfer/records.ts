import fc from 'fast-check';
import {
  compareRecords,
  type EntityRecord,
  type MemoryRecord,
  type SessionRecord,
  type TransferRecord,
} from '../../../../servers/memory/transfer/record.ts';
import type { JsonObject } from '../../../../shared/mcp/surface.ts';

/** Texts that are hard on formats: Markdown and YAML syntax, line ends, what nobody sees, what is two units long. */
const HARD = [
  '---',
  '\n---\n',
  '---\niza: 1\n---\n',
  'line  \ntrailing  ',
  '\r\n',
  '\r',
  '\\',
  '\\n',
  '"',
  "'",
  '# heading',
  '- [x] item',
  ': ',
  ' #tag',
  '&anchor *alias !tag %',
  '😀',
  '👩‍👩‍👧',
  '\u202eright to left\u202c',
  '\u200f\u2066',
  'e\u0301',
  '\u0085\u2028\u2029',
  '\ufeff',
  '\u007f\u009f',
  '\uffff',
  '\t',
  '\u0001',
  'null',
  '~',
  '2026-11-20',
  '0x1F',
  '  ',
  '',
];

export const anyText = fc
  .array(fc.oneof(fc.constantFrom(...HARD), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), {
    maxLength: 4,
  })
  .map((parts) => parts.join(''))
  .filter((text) => text.isWellFormed());
const anyName = anyText.filter((text) => text !== '');
const anyTime = fc.integer({ min: -8.64e15, max: 8.64e15 });
const anyLevel = fc.integer({ min: 0, max: 4 });
const anyScope = fc.constantFrom('user', 'project:iza', 'agent:日本', 'session:a/../b', 'organisation:x.y');
/** JSON as it comes out of a parser: no -0, which JSON has no other way to write than 0. */
const anyData = fc
  .dictionary(
    anyText.filter((key) => key !== '__proto__'),
    fc.jsonValue({ maxDepth: 3 }),
    { maxKeys: 3 },
  )
  .map((data) => JSON.parse(JSON.stringify(data)) as JsonObject)
  .filter((data) => !/\\ud[89a-f]|"__proto__"/i.test(JSON.stringify(data)));

const anySource = fc.record(
  { title: anyText, uri: anyText, quote: anyText, client: anyText, at: anyTime },
  { requiredKeys: ['at'] },
);

const anyMemory: fc.Arbitrary<MemoryRecord> = fc.record(
  {
    record: fc.constant('memory' as const),
    id: anyName,
    version: fc.integer({ min: 1, max: 3 }),
    scope: anyScope,
    kind: fc.constantFrom('fact', 'message', 'preference'),
    text: anyText,
    key: anyName,
    subject: anyText,
    predicate: anyText,
    object: anyText,
    data: anyData,
    tags: fc.array(anyName, { maxLength: 3 }),
    about: fc.array(anyName, { maxLength: 3 }),
    validFrom: anyTime,
    validTo: anyTime,
    recordedAt: anyTime,
    retiredAt: anyTime,
    status: fc.constantFrom('active', 'retracted', 'archived', 'quarantined'),
    supersededBy: anyName,
    importance: fc.double({ min: 0, max: 1, noNaN: true }).map((number) => number + 0),
    sensitivity: anyLevel,
    trust: anyLevel,
    pinned: fc.boolean(),
    session: anyName,
    index: fc.nat(),
    role: anyText,
    speaker: anyText,
    sources: fc.array(anySource, { maxLength: 3 }),
  },
  {
    requiredKeys: [
      'record',
      'id',
      'version',
      'scope',
      'kind',
      'text',
      'tags',
      'about',
      'recordedAt',
      'status',
      'importance',
      'sensitivity',
      'trust',
      'pinned',
      'sources',
    ],
  },
);

const anySession: fc.Arbitrary<SessionRecord> = fc.record(
  {
    record: fc.constant('session' as const),
    id: anyName,
    scope: anyScope,
    name: anyName,
    title: anyText,
    started: anyTime,
    ended: anyTime,
  },
  { requiredKeys: ['record', 'id', 'scope', 'name', 'started'] },
);

const anyEntity: fc.Arbitrary<EntityRecord> = fc.record(
  {
    record: fc.constant('entity' as const),
    id: anyName,
    scope: anyScope,
    name: anyName,
    type: anyText,
    aliases: fc.array(anyName, { maxLength: 2 }),
  },
  { requiredKeys: ['record', 'id', 'scope', 'name', 'aliases'] },
);

/** The records of an export, in order, none twice. */
export const anyExport: fc.Arbitrary<TransferRecord[]> = fc
  .uniqueArray(fc.oneof(anyMemory, anySession, anyEntity), {
    maxLength: 6,
    comparator: (a, b) => compareRecords(a, b) === 0,
  })
  .map((records) => records.sort(compareRecords));

export const MEMORY: MemoryRecord = {
  record: 'memory',
  id: '01JD0000000000000000000001',
  version: 2,
  scope: 'project:iza',
  kind: 'preference',
  text: 'Ada likes tea.\n---\nGreen.  ',
  key: 'drink',
  data: { b: [1, { c: null }], a: 'x' },
  tags: ['drinks'],
  about: ['Ada'],
  validFrom: Date.UTC(2026, 0, 1),
  recordedAt: Date.UTC(2026, 10, 20, 12, 0, 0, 5),
  status: 'active',
  importance: 0.5,
  sensitivity: 2,
  trust: 4,
  pinned: true,
  sources: [{ title: 'talk', quote: 'I like \u202etea', at: Date.UTC(2026, 10, 20, 12) }],
};
