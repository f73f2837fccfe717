import { isUtf8 } from 'node:buffer';
import { overLimit, place, refused } from '../../../shared/text/refusal.ts';
import type { ImportLimits } from './limits.ts';
import type { ImportFile } from './source.ts';

const NEWLINE = 0x0a;

export interface Line {
  text: string;
  /** From 1. */
  line: number;
}

/**
 * The text of a file in pieces, without a byte order mark.
 * @throws IzaError where it is not UTF-8 or has NUL, with the line.
 */
export async function* textOf(file: ImportFile): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  for await (const chunk of file.chunks()) {
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch {
      throw refused(place(file.name, line + brokenLine(chunk)), 'the text is not UTF-8', UTF8_HINT);
    }
    const nul = text.indexOf('\0');
    if (nul >= 0)
      throw refused(place(file.name, line + countLines(text.slice(0, nul))), 'there is a NUL byte');
    yield text;
    line += countLines(text);
  }
  try {
    decoder.decode();
  } catch {
    throw refused(place(file.name, line), 'the text ends within a character', UTF8_HINT);
  }
}

const UTF8_HINT = 'Save it as UTF-8 (not UTF-16 or Latin-1) and import it again. Nothing of it was imported.';

/** How many line ends come before what is not UTF-8 in a chunk that may begin and end within a character. */
function brokenLine(chunk: Uint8Array): number {
  const ends: number[] = [];
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) ends.push(at);
  const inner = ends
    .slice(0, -1)
    .findIndex((end, index) => !isUtf8(chunk.subarray(end + 1, ends[index + 1])));
  if (inner >= 0) return inner + 1;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(chunk.subarray((ends.at(-1) ?? -1) + 1), {
      stream: true,
    });
  } catch {
    return ends.length;
  }
  return 0;
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** The lines of a file without their ends, which may be LF or CRLF. @throws IzaError as textOf does, and TOO_LARGE. */
export async function* linesOf(file: ImportFile, { lineLength }: ImportLimits): AsyncGenerator<Line> {
  let rest = '';
  let line = 1;
  for await (const text of textOf(file)) {
    const parts = text.split('\n');
    parts[0] = rest + parts[0];
    rest = parts.pop() ?? '';
    for (const part of parts) {
      checkLength(part, file.name, line, lineLength);
      yield { text: part.endsWith('\r') ? part.slice(0, -1) : part, line };
      line += 1;
    }
    checkLength(rest, file.name, line, lineLength);
  }
  if (rest !== '') yield { text: rest.endsWith('\r') ? rest.slice(0, -1) : rest, line };
}

function checkLength(text: string, file: string, line: number, limit: number): void {
  if (text.length > limit) throw overLimit(place(file, line), 'the line has', limit, 'characters');
}

/** A whole file as text. @throws IzaError as textOf does, and TOO_LARGE. */
export async function wholeText(file: ImportFile, maxBytes: number): Promise<string> {
  let size = 0;
  const counted: ImportFile = {
    name: file.name,
    async *chunks() {
      for await (const chunk of file.chunks()) {
        size += chunk.byteLength;
        if (size > maxBytes) throw overLimit(file.name, 'it has', maxBytes, 'bytes');
        yield chunk;
      }
    },
  };
  let whole = '';
  for await (const text of textOf(counted)) whole += text;
  return whole;
}
