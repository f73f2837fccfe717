import { findCues } from '../../../shared/text/cues.ts';
import type { Link, ParsedDocument } from '../../../shared/text/document.ts';
import type { Span } from '../../../shared/text/sentences.ts';
import { keyIn } from '../entity-key.ts';
import type { DrawnEntity, DrawnFact } from './drawn.ts';
import { type Gathering, gatherEntities } from './entity-gathering.ts';
import { drawFrontMatter } from './front-matter.ts';

/** Which document of the same source a link leads to. */
export interface LinkedDocument {
  name: string;
  key: string;
}

export interface ExtractContext {
  /** What the document is called, and the key by which it is one. */
  name: string;
  key: string;
  /** A page, or a Document. */
  type: string;
  /** A conversation: who speaks stands before a colon at the beginning of a line. */
  speakers: boolean;
  linked(link: Link): LinkedDocument | undefined;
  /** Entities at most. */
  most: number;
}

export interface Extracted {
  entities: DrawnEntity[];
  facts: DrawnFact[];
  notes: string[];
}

/** Characters in which names are looked for: time grows with them, and what matters is named early. */
const LOOKED_THROUGH = 200_000;
/** How often a name has to be there to be a thing of its own. */
const OFTEN = 2;
const SPEAKER =
  /^[ \t]*(?:\*\*)?([\p{L}\p{N}][\p{L}\p{M}\p{N} .'’_-]{0,60}?)(?:\*\*)?[ \t]*:(?=[ \t]|\*\*|$)/gmu;

/**
 * What a document names and states, by rules alone. Facts are only what it says by its form: what it links to, and
 * what its front matter declares. A name in prose is a thing of its own when it stands there twice: once is as likely
 * the beginning of a sentence, a word of a heading or a slip, and such a name is taken only where the graph has it
 * already. Links, addresses, authors and who speaks are things at once, since somebody meant them so.
 */
export async function extract(document: ParsedDocument, context: ExtractContext): Promise<Extracted> {
  const gathering = gatherEntities();
  const subject = gathering.add({
    name: context.name,
    type: context.type,
    keys: [context.key],
    is: 'self',
  });
  const cut = document.text.length > LOOKED_THROUGH;
  const facts = subject === undefined ? [] : drawFrontMatter(document, subject, gathering);
  if (subject !== undefined) facts.push(...drawLinks(document, subject, gathering, context));
  if (context.speakers) drawSpeakers(document.text.slice(0, LOOKED_THROUGH), gathering);
  await drawNames(cut ? head(document) : document, gathering);
  const { entities, left } = gathering.take(context.most);
  const kept = new Set(entities.map(({ ref }) => ref));
  return {
    entities,
    facts: facts.filter(({ object }) => object === undefined || kept.has(object)),
    notes: [
      ...(cut ? [`Names are looked for in the first ${LOOKED_THROUGH} characters.`] : []),
      ...(left > 0 ? [`${left} entities beyond ${context.most} were left out.`] : []),
    ],
  };
}

function head({ text, blocks, ...rest }: ParsedDocument): ParsedDocument {
  return {
    ...rest,
    text: text.slice(0, LOOKED_THROUGH),
    blocks: blocks.filter(({ end }) => end <= LOOKED_THROUGH),
  };
}

function drawLinks(
  { text, links }: ParsedDocument,
  subject: string,
  gathering: Gathering,
  { linked, key: own }: ExtractContext,
): DrawnFact[] {
  const facts = new Map<string, DrawnFact>();
  for (const link of links) {
    const at = link.text.length > 1 ? text.indexOf(link.text) : -1;
    const places: Span[] = at < 0 ? [] : [[at, at + link.text.length]];
    const object = entityBehind(link, places, gathering, linked(link));
    if (object === undefined || object === keyIn(own) || facts.has(object)) continue;
    facts.set(object, {
      subject,
      relation: 'links_to',
      object,
      ...(at >= 0 && { quote: link.text }),
    });
  }
  return [...facts.values()];
}

function entityBehind(
  link: Link,
  places: readonly Span[],
  gathering: Gathering,
  document: LinkedDocument | undefined,
): string | undefined {
  if (document) {
    return gathering.add({
      name: document.name,
      type: 'Document',
      keys: [document.key],
      is: 'document',
      places,
    });
  }
  // A note that nobody has written yet is something by its name.
  if (link.wiki) return gathering.add({ name: link.target.replace(/#.*$/s, ''), places });
  return addAddress(link.target, places, gathering);
}

/** What has an address is a thing by it. Most that are only written out are known to nobody by that: those have to be. */
function addAddress(
  address: string,
  places: readonly Span[],
  gathering: Gathering,
  onlyIfKnown = false,
): string | undefined {
  const key = keyIn(address);
  if (key === undefined) return undefined;
  const plain = key
    .replace(/^\w+:(?:https:\/\/)?/, '')
    .replace(/[?#].*$/s, '')
    .replace(/\/$/, '');
  if (key.startsWith('repository:')) {
    return gathering.add({
      name: plain.replace(/^[^/]+\//, ''),
      type: 'Repository',
      keys: [address],
      places,
    });
  }
  if (key.startsWith('url:')) {
    return gathering.add({
      name: plain.slice(0, 200),
      type: 'WebPage',
      keys: [address],
      places,
      onlyIfKnown,
    });
  }
  return key.startsWith('email:') ? gathering.add({ name: plain, keys: [address], places }) : undefined;
}

function drawSpeakers(text: string, gathering: Gathering): void {
  for (const { 0: whole, 1: name = '', index } of text.matchAll(SPEAKER)) {
    const at = index + whole.indexOf(name);
    gathering.add({ name, is: 'agent', places: [[at, at + name.length]] });
  }
}

async function drawNames(document: ParsedDocument, gathering: Gathering): Promise<void> {
  const { urls, emails, mentions, names } = await findCues(document);
  for (const { value, start, end } of [...urls, ...emails])
    addAddress(value, [[start, end]], gathering, true);
  const byHandle = Map.groupBy(mentions, ({ value }) => value.toLowerCase());
  for (const [, cues] of byHandle) {
    gathering.add({
      name: cues[0]?.text ?? '',
      onlyIfKnown: cues.length < OFTEN,
      places: cues.map(({ start, end }) => [start, end]),
    });
  }
  for (const { name, count, spans } of names) {
    gathering.add({ name, onlyIfKnown: count < OFTEN, places: spans });
  }
}
