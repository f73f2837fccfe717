import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { parseMoment } from '../../../shared/moments.ts';
import type { Screen } from '../../../shared/privacy/screen.ts';
import { chunkDocument } from '../../../shared/text/chunk-document.ts';
import type { Link } from '../../../shared/text/document.ts';
import { DOCUMENT_LIMITS } from '../../../shared/text/document-limits.ts';
import { parseDocument } from '../../../shared/text/parse-document.ts';
import type { IngestLimits } from '../settings.ts';
import type { PreparedDocument } from './drawn.ts';
import { type ExtractContext, extract, type LinkedDocument } from './extract.ts';
import { screenDocument } from './screen-document.ts';

/** A document as it was read, and what is known of where it stands. */
export interface LoadedDocument {
  externalId: string;
  bytes: Uint8Array;
  /** Its file name, whose ending says what it is. */
  name: string;
  mediaType?: string | undefined;
  uri?: string | undefined;
  /** By what it is one thing: an absolute path, a URL, an id. */
  key: string;
  type: 'Document' | 'WebPage' | 'Conversation';
  /** When it was written, where it does not say. */
  writtenAt?: number | undefined;
  linked(link: Link): LinkedDocument | undefined;
}

/** Names of files that say nothing of what is in them. */
const ANY = /^(?:readme|index|main|notes?|untitled|document)$/i;

/**
 * Reads, screens, cuts and draws from a document: all that can be done before the graph is asked.
 * @throws IzaError as parseDocument does, and where the privacy policy forbids it.
 */
export async function prepareDocument(
  loaded: LoadedDocument,
  { screen, limits }: { screen: Screen; limits: IngestLimits },
  signal?: AbortSignal,
): Promise<PreparedDocument> {
  const { bytes, name, mediaType, uri, key, type, externalId } = loaded;
  const bounds = { ...DOCUMENT_LIMITS, bytes: limits.bytes, characters: limits.characters };
  const options = { name, limits: bounds, ...(mediaType !== undefined && { mediaType }) };
  const parsed = await parseDocument(bytes, options, signal);
  const { document, warnings } = screenDocument(screen, parsed, bounds);
  const stem = name.replace(/\.[^.]+$/, '');
  const called = document.title?.trim() || undefined;
  // A name that any folder has is told apart by its path.
  const title = called ?? (ANY.test(stem) ? externalId : stem || externalId);
  const context: ExtractContext = {
    name: title.slice(0, 200),
    key,
    type,
    speakers: type === 'Conversation',
    linked: loaded.linked,
    most: limits.entities,
  };
  const drawn = await extract(document, context);
  return {
    externalId,
    kind: type === 'Conversation' ? 'message' : 'document',
    title,
    uri,
    occurredAt: momentIn(document.date ?? document.frontMatter?.date) ?? loaded.writtenAt,
    actor: document.author,
    hash: createHash('sha256')
      .update(canonicalize(document) ?? '')
      .digest('hex'),
    chunks: chunkDocument(document),
    entities: drawn.entities,
    facts: drawn.facts,
    notes: [
      ...warnings,
      ...drawn.notes,
      ...(parsed.truncated
        ? [`Only ${parsed.truncated.kept} of ${parsed.truncated.of} ${parsed.truncated.limit} were read.`]
        : []),
    ],
  };
}

function momentIn(date: unknown): number | undefined {
  return typeof date === 'string' ? parseMoment(date) : undefined;
}
