import { IzaError } from '../../shared/mcp/errors.ts';
import type { JsonObject } from '../../shared/mcp/surface.ts';
import type { Screened } from '../../shared/privacy/screen.ts';
import type { MemoryDomain } from './deps.ts';
import { fingerprint } from './fingerprint.ts';
import {
  type Memory,
  type MemoryContent,
  type MemoryKind,
  type Origin,
  type Source,
  TRUST,
} from './memory.ts';
import { normaliseName, normaliseTag } from './names.ts';
import { isChatter, LOW_IMPORTANCE, USUAL_IMPORTANCE } from './quality.ts';
import { sealSaid } from './readable.ts';

/** Something to keep, as a tool or an import hands it in. */
export interface Item {
  text: string;
  kind: MemoryKind;
  key?: string | undefined;
  subject?: string | undefined;
  predicate?: string | undefined;
  object?: string | undefined;
  data?: JsonObject | undefined;
  tags?: readonly string[] | undefined;
  /** People, places and things that it is about, by name. */
  about?: readonly string[] | undefined;
  validFrom?: number | undefined;
  validTo?: number | undefined;
  importance?: number | undefined;
  sensitivity?: number | undefined;
  pinned?: boolean | undefined;
  /** Where the words come from; the person's own unless said. */
  origin?: Origin | undefined;
  source?: { [K in keyof Source]?: string | undefined } | undefined;
}

/** An item that has passed the screen: nothing in it must be kept from the disk. */
export interface Accepted {
  content: MemoryContent;
  /** The readable text: what comparisons go by while the content may be sealed. */
  plain: string;
  fingerprint: string;
  about: readonly string[];
  source: Source;
  notes: string[];
}

/** Text from tools and the web says what others want; it becomes the person's word only when they agree. */
const PERSONS_OWN: readonly MemoryKind[] = ['preference', 'decision'];

/**
 * Makes an item fit to be stored: half characters mended, secrets taken out, how private it is found out, and what
 * reads like orders set apart. @throws IzaError INVALID_INPUT when nothing but secrets is left.
 */
export function accept(
  item: Item,
  { screen: screenWhole, vault }: Pick<MemoryDomain, 'screen' | 'vault'>,
  id: string,
): Accepted {
  const screen: MemoryDomain['screen'] = (text, level) => screenWhole(text.toWellFormed(), level);
  const whole = item.text.toWellFormed();
  const notes: string[] = [];
  if (whole !== item.text)
    notes.push('Half surrogate pairs in the text are no characters; U+FFFD stands in their place.');
  const screened = screen(whole, item.sensitivity);
  refuseBareSecret(screened);
  const [subject, object] = [item.subject, item.object].map((part) => part && screen(part).text);
  if (screened.redactions.length > 0)
    notes.push(`Taken out before storing: ${screened.redactions.join(', ')}.`);
  const trust = TRUST[item.origin ?? 'person'];
  // What was said in a conversation is logged as it was said; only how far it is trusted tells.
  const suspicion = item.kind === 'message' ? undefined : (screened.suspicion ?? suspicionOf(item, trust));
  if (suspicion) notes.push(`Held back: ${suspicion} It is not recalled until review_memories releases it.`);
  const data = item.data && (screenValues(item.data, screen) as JsonObject);
  const body = {
    text: screened.text,
    ...(subject && { subject }),
    ...(object && { object }),
    ...(data && { data }),
  };
  const sealed = screened.seal && vault ? sealSaid(body, vault, id) : undefined;
  if (sealed) notes.push('Private: kept encrypted, and found by key, tags and entities only.');
  const source = screenSource(item.source ?? {}, screen);
  // The words that a private memory was drawn from say what it says.
  if (sealed) delete source.quote;
  return {
    plain: screened.text,
    fingerprint: fingerprint(withoutMarks(screened.text)),
    about: (item.about ?? []).map((name) => screen(name).text),
    source,
    notes,
    content: {
      kind: item.kind,
      text: sealed ? '' : screened.text,
      tags: [...new Set((item.tags ?? []).map((tag) => normaliseTag(screen(tag).text)))].sort(),
      status: suspicion ? 'quarantined' : 'active',
      importance: item.importance ?? importanceOf(item.kind, screened.text),
      sensitivity: screened.sensitivity,
      trust: screened.suspicion ? TRUST.none : trust,
      pinned: item.pinned ?? false,
      ...(sealed && { sealed }),
      ...(item.key !== undefined && { key: screen(item.key).text }),
      ...(subject && !sealed && { subject }),
      ...(item.predicate !== undefined && {
        predicate: normaliseName(screen(item.predicate).text).replaceAll(' ', '_'),
      }),
      ...(object && !sealed && { object }),
      ...(data && !sealed && { data }),
      ...(item.validFrom !== undefined && { validFrom: item.validFrom }),
      ...(item.validTo !== undefined && { validTo: item.validTo }),
    },
  };
}

/** The marks of redactions differ from process to process: for comparisons their suffix is left out. */
export function withoutMarks(text: string): string {
  return text.replace(/\[redacted:([\w-]+)#[0-9a-f]{4}\]/g, '[redacted:$1]');
}

/** The content of a version, to make the next one of. */
export function contentOf(memory: Memory): MemoryContent {
  const {
    seq: _,
    id: __,
    version: ___,
    scope: ____,
    fingerprint: _____,
    createdAt,
    recordedAt,
    retiredAt,
    ...content
  } = memory;
  return content;
}

/** Whether nothing is left of a text when its secrets are taken out. */
export function isBareSecret({ text, redactions }: Screened): boolean {
  if (redactions.length === 0) return false;
  const rest = text.replace(/\[redacted:[^\]]*\]/g, '').match(/[\p{L}\p{N}]/gu) ?? [];
  return rest.length < 8;
}

function refuseBareSecret(screened: Screened): void {
  if (!isBareSecret(screened)) return;
  const { redactions } = screened;
  throw new IzaError(
    'INVALID_INPUT',
    `This is a secret (${redactions.join(', ')}), and secrets are never stored.`,
    {
      hint: 'Nothing was stored. Keep it in a password manager; what may be remembered is where to find it.',
    },
  );
}

function suspicionOf({ kind, origin }: Item, trust: number): string | undefined {
  if (!PERSONS_OWN.includes(kind) || trust > TRUST.tool) return undefined;
  return `a ${kind} that comes from ${origin === 'web' ? 'the web' : 'a tool'} is not the person's own.`;
}

function importanceOf(kind: MemoryKind, text: string): number {
  return kind !== 'message' && isChatter(text) ? LOW_IMPORTANCE : USUAL_IMPORTANCE[kind];
}

function screenSource(source: NonNullable<Item['source']>, screen: MemoryDomain['screen']): Source {
  const given = Object.entries(source).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, screen(value).text]));
}

/** A value of JSON with every text in it screened. */
export function screenValues(value: unknown, screen: MemoryDomain['screen']): unknown {
  if (typeof value === 'string') return screen(value.toWellFormed()).text;
  if (Array.isArray(value)) return value.map((each) => screenValues(each, screen));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, screenValues(each, screen)]));
}
