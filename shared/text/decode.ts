import { isUtf8 } from 'node:buffer';
import { refused } from './refusal.ts';

/** Units looked at for characters that no text has, and how many of a hundred may be such. */
const SAMPLE = 64 * 1024;
const MOST_CONTROLS = 2;
/** C0 controls but tab, line ends, form feed and escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const CONTROLS = /[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f]/g;

/** The encoding that a byte order mark stands for (https://encoding.spec.whatwg.org, "BOM sniff"). */
function markOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

/**
 * Bytes as text, without a byte order mark: by that mark, else as UTF-8, else as `declared` says, else as windows-1252.
 * @throws IzaError where it is no text.
 */
export function decodeText(name: string, bytes: Uint8Array, declared?: string): string {
  const mark = markOf(bytes);
  const text = decode(name, bytes, mark ?? (isUtf8(bytes) ? 'utf-8' : knownEncoding(declared)));
  if (text.includes('\0')) throw binary(name);
  const sample = text.slice(0, SAMPLE);
  const controls = sample.match(CONTROLS)?.length ?? 0;
  if (controls * 100 > sample.length * MOST_CONTROLS) throw binary(name);
  return text;
}

/** The beginning of a text, to tell what it is; whatever is no text comes out as something else. */
export function headText(bytes: Uint8Array, length: number): string {
  return new TextDecoder(markOf(bytes) ?? 'utf-8').decode(bytes.subarray(0, length));
}

function decode(name: string, bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw refused(name, `it is not the ${encoding} that it says it is`, 'Save it as UTF-8.');
  }
}

function knownEncoding(declared: string | undefined): string {
  if (declared === undefined) return 'windows-1252';
  try {
    const { encoding } = new TextDecoder(declared);
    // It was looked whether it is UTF-8; and what is UTF-16 without a mark has NUL bytes.
    return encoding.startsWith('utf-') ? 'windows-1252' : encoding;
  } catch {
    return 'windows-1252';
  }
}

function binary(name: string): Error {
  return refused(
    name,
    'it is a binary file, not a document that can be read',
    'Documents are text in any form, HTML, PDF and DOCX.',
  );
}
