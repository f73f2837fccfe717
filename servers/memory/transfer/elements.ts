import { overLimit, place, refused } from '../../../shared/text/refusal.ts';
import type { ImportLimits } from './limits.ts';
import type { ImportFile } from './source.ts';
import { type Line, textOf } from './text.ts';

const [QUOTE, BACKSLASH, COMMA, NEWLINE] = [0x22, 0x5c, 0x2c, 0x0a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * The elements of the list that a JSON file is, one by one, each as its text, or the whole text of a file that is
 * something else. An export may be larger than the longest string, and one list of it all larger than the memory.
 * Elements are cut by brackets and strings alone: whether they are JSON shows when they are parsed.
 * @throws IzaError
 */
export async function* elementsOf(file: ImportFile, { elementLength }: ImportLimits): AsyncGenerator<Line> {
  let state: 'before' | 'list' | 'whole' | 'after' = 'before';
  let depth = 0;
  let inString = false;
  let escaped = false;
  let line = 1;
  let element: Line | undefined;
  let commas = 0;
  let count = 0;

  const checkLength = ({ text, line: start }: Line): void => {
    if (text.length <= elementLength) return;
    const where = `${place(file.name, start)}, element ${count + 1}`;
    throw overLimit(where, 'it has', elementLength, 'characters');
  };

  for await (const text of textOf(file)) {
    let start = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE) line += 1;
      if (inString) {
        if (escaped) escaped = false;
        else if (code === BACKSLASH) escaped = true;
        else if (code === QUOTE) inString = false;
        continue;
      }
      if (isSpace(code)) continue;
      if (state === 'before') {
        state = code === OPEN_LIST ? 'list' : 'whole';
        if (state === 'list') continue;
      }
      if (state === 'after') throw refused(place(file.name, line), 'there is more after the end of the list');
      if (state === 'list' && depth === 0 && (code === COMMA || code === CLOSE_LIST)) {
        if (element) {
          const whole = { ...element, text: element.text + text.slice(start, at) };
          checkLength(whole);
          yield whole;
          count += 1;
        } else if (code === COMMA || commas > 0) {
          throw refused(place(file.name, line), 'there is a comma with nothing between');
        }
        element = undefined;
        commas += code === COMMA ? 1 : 0;
        if (code === CLOSE_LIST) state = 'after';
        continue;
      }
      if (!element) {
        element = { text: '', line };
        start = at;
      }
      if (code === QUOTE) inString = true;
      else if (code === OPEN_LIST || code === OPEN_OBJECT) depth += 1;
      else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1;
    }
    if (element) element = { ...element, text: element.text + text.slice(start) };
    if (element) checkLength(element);
  }
  if (state === 'list') throw refused(place(file.name, line), 'the list has no end: the file is cut off');
  if (element) yield element;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === NEWLINE || code === 0x0d || code === 0x09;
}
