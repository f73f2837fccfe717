import { IzaError } from '../../../shared/mcp/errors.ts';
import type { JsonObject } from '../../../shared/mcp/surface.ts';
import type { MemoryDomain } from '../deps.ts';
import { fingerprint } from '../fingerprint.ts';
import { screenValues, withoutMarks } from '../intake.ts';
import { type Memory, type MemoryKind, type Provenance, TRUST } from '../memory.ts';
import { normaliseName } from '../names.ts';
import { sealSaid } from '../readable.ts';
import type { EntityRecord, MemoryRecord, SessionRecord, TransferRecord } from './record.ts';
import { notingScreen } from './screened.ts';

/** A version of a memory as it will be put back. */
export interface PreparedVersion {
  /** Without the session, whose id is the store's. */
  memory: Omit<Memory, 'seq' | 'session' | 'createdAt'>;
  session: string | undefined;
  about: string[];
  sources: Provenance[];
  redacted: boolean;
  /** Whether it reads like orders to a model. */
  suspicious: boolean;
}

/** A record of ours that has passed the screen: whoever wrote the file, no secret of it reaches the disk. */
export type PreparedRecord =
  | { kind: 'entity'; entity: EntityRecord; norm: string }
  | { kind: 'session'; session: SessionRecord }
  | { kind: 'version'; version: PreparedVersion }
  /** The policy lets none of it be kept. */
  | { kind: 'refused'; id: string };

type Deps = Pick<MemoryDomain, 'screen' | 'vault'>;

export function prepareRecord(record: TransferRecord, deps: Deps): PreparedRecord {
  try {
    return screenedRecord(record, deps);
  } catch (error) {
    if (error instanceof IzaError) return { kind: 'refused', id: record.id };
    throw error;
  }
}

function screenedRecord(record: TransferRecord, deps: Deps): PreparedRecord {
  const clean = (text: string): string => deps.screen(text).text;
  switch (record.record) {
    case 'memory':
      return { kind: 'version', version: prepareVersion(record, deps) };
    case 'session':
      return {
        kind: 'session',
        session: {
          ...record,
          name: clean(record.name),
          ...(record.title !== undefined && { title: clean(record.title) }),
        },
      };
    case 'entity': {
      const name = clean(record.name);
      const aliases = record.aliases.map(clean);
      const type = record.type !== undefined && { type: clean(record.type) };
      return { kind: 'entity', entity: { ...record, name, aliases, ...type }, norm: normaliseName(name) };
    }
  }
}

function prepareVersion(record: MemoryRecord, { screen: look, vault }: Deps): PreparedVersion {
  const { screen, found } = notingScreen(look);
  const clean = (text: string): string => screen(text).text;
  const whole = screen(record.text, record.sensitivity);
  const {
    record: _,
    sealed,
    index,
    session,
    about,
    sources,
    fingerprint: mark,
    data,
    text,
    ...rest
  } = record;
  const [subject, object] = [rest.subject, rest.object].map((part) => part && clean(part));
  const said = {
    ...(data && { data: screenValues(data, screen) as JsonObject }),
    ...(subject !== undefined && { subject }),
    ...(object !== undefined && { object }),
  };
  const sealing =
    sealed === undefined && whole.seal && vault
      ? sealSaid({ text: whole.text, ...said }, vault, rest.id)
      : undefined;
  const own = sealed === undefined ? sealing : Buffer.from(sealed, 'base64');
  const optional = { key: rest.key, predicate: rest.predicate };
  const { subject: _subject, object: _object, ...plain } = rest;
  const cleaned = Object.entries({ ...optional, role: rest.role, speaker: rest.speaker }).flatMap(
    ([name, value]) => (value === undefined ? [] : [[name, clean(value)] as const]),
  );
  // The words that were taken out are no longer what the fingerprint tells of.
  const same = whole.text === text || record.kind === 'message' ? mark : undefined;
  return {
    session: session === undefined ? undefined : clean(session),
    about: about.map(clean),
    sources: sources.map((source) => screenValues(source, screen) as Provenance),
    suspicious: whole.suspicion !== undefined,
    memory: {
      ...plain,
      ...Object.fromEntries(cleaned),
      kind: rest.kind as MemoryKind,
      text: own ? '' : whole.text,
      fingerprint: same ?? fingerprint(withoutMarks(whole.text)),
      tags: rest.tags.map(clean),
      sensitivity: sealed === undefined ? whole.sensitivity : rest.sensitivity,
      ...(own && { sealed: own }),
      ...(!sealing && said),
      ...(index !== undefined && { position: index }),
    },
    redacted: found.redacted,
  };
}

/** Kept from recall like anything from outside that reads like orders. */
export function heldBack({ memory, ...rest }: PreparedVersion): PreparedVersion {
  return { ...rest, memory: { ...memory, status: 'quarantined', trust: TRUST.none } };
}
