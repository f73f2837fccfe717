import { JsonTextError, readJsonText } from '../../../shared/json-text.ts';
import { endOfString } from '../../../shared/text/json-depth.ts';
import { overLimit, place, refused } from '../../../shared/text/refusal.ts';
import type { ImportLimits } from './limits.ts';
import type { Line } from './text.ts';

/**
 * Parses JSON from outside, with what `JSON.parse` lets through found first: nesting without end, and keys that come
 * twice, of which it would silently keep the last. `line` is where the text begins in the file.
 * @throws IzaError
 */
export function parseJson(file: string, { text, line }: Line, { depth }: ImportLimits): unknown {
  checkOutline(file, { text, line }, depth);
  try {
    return JSON.parse(text);
  } catch {
    throw refused(...mistakeIn(file, { text, line }));
  }
}

const [QUOTE, COLON, NEWLINE] = [0x22, 0x3a, 0x0a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** One pass over the characters: strings, brackets and colons are all that matters, valid or not. */
function checkOutline(file: string, { text, line }: Line, maxDepth: number): void {
  const levels: Set<string>[] = [];
  let lines = line;
  let last = '';
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const start = at + 1;
        at = endOfString(text, start);
        last = text.slice(start, at);
        break;
      }
      case COLON: {
        const keys = levels.at(-1);
        const key = last.includes('\\') ? unescaped(last) : last;
        if (keys?.has(key)) {
          const shown = JSON.stringify(key.slice(0, 80));
          throw refused(place(file, lines), `the key ${shown} comes twice in one object`);
        }
        keys?.add(key);
        break;
      }
      case OPEN_LIST:
      case OPEN_OBJECT:
        levels.push(new Set());
        if (levels.length > maxDepth)
          throw overLimit(place(file, lines), 'it is nested', maxDepth, 'levels deep');
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        levels.pop();
        break;
      case NEWLINE:
        lines += 1;
    }
  }
}

function unescaped(raw: string): string {
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return raw;
  }
}

function mistakeIn(file: string, { text, line }: Line): [where: string, what: string] {
  try {
    readJsonText(text);
  } catch (error) {
    if (error instanceof JsonTextError) {
      return [
        `${place(file, line + error.line - 1)}, column ${error.column}`,
        `it is not JSON: ${error.message}`,
      ];
    }
  }
  return [place(file, line), 'it is not JSON'];
}
