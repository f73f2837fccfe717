import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type JsonTextError, memberOf, readJsonText } from '../../shared/json-text.ts';

function accepts(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

function errorOf(text: string): { line: number; column: number; message: string } {
  try {
    readJsonText(text);
  } catch (error) {
    const { line, column, message } = error as JsonTextError;
    return { line, column, message };
  }
  throw new Error('was accepted');
}

describe('spans', () => {
  test('stand where the text has them', () => {
    const root = readJsonText(' {"a": [1, {}], "b":"x"} ');
    expect(root).toEqual({
      kind: 'object',
      start: 1,
      end: 24,
      members: [
        { key: 'a', start: 2, value: { kind: 'array', start: 7, end: 14, members: [] } },
        { key: 'b', start: 16, value: { kind: 'scalar', start: 20, end: 23, members: [] } },
      ],
    });
  });

  test('know a key however it is escaped, and take the last of two', () => {
    const root = readJsonText('{"mcp\\u0053ervers": 1, "mcpServers": 2}');
    expect(root.members.map(({ key }) => key)).toEqual(['mcpServers', 'mcpServers']);
    expect(memberOf(root, 'mcpServers')?.start).toBe(23);
  });
});

describe('mistakes are told by line and column', () => {
  test.each([
    ['', 1, 1, 'expected a JSON value'],
    ['{\n  // mine\n}', 2, 3, 'comments are not JSON'],
    ['{\r\n  "a": 1,\r\n}', 3, 1, 'expected a key in double quotes'],
    ['{"a" 1}', 1, 6, 'expected a colon'],
    ['{"a": 1\n "b": 2}', 2, 2, 'expected a comma or the end of the list'],
    ['[1 2]', 1, 4, 'expected a comma or the end of the list'],
    ['{"a": /* c */ 1}', 1, 7, 'comments are not JSON'],
    ['{"a": tru}', 1, 7, 'expected a JSON value'],
    ['{"a": 01}', 1, 8, 'expected a comma or the end of the list'],
    ['{} x', 1, 4, 'expected a JSON value'],
    ['{"a": "tab\there"}', 1, 7, 'expected a JSON value'],
  ])('%j', (text, line, column, message) => {
    expect(errorOf(text)).toEqual({ line, column, message });
  });

  test('500 levels are read; what no stack can hold is refused', () => {
    expect(accepts(() => readJsonText(`${'['.repeat(500)}${']'.repeat(500)}`))).toBe(true);
    expect(errorOf(`${'['.repeat(200_000)}${']'.repeat(200_000)}`).message).toBe('it is nested too deep');
  });
});

describe('agrees with JSON.parse', () => {
  test('on what is JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom(0, 2, '\t'), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        const { start, end } = readJsonText(text);
        expect([start, end]).toEqual([0, text.length]);
      }),
    );
  });

  test('on what is not, one character off', () => {
    const characters = '{}[]",:\\/ \n\t0123456789.eE+-truefalsn'.split('');
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom(...characters),
        fc.constantFrom(0, 1),
        (json, seed, character, cut) => {
          const at = seed % (json.length + 1);
          const text = json.slice(0, at) + character + json.slice(at + cut);
          expect(accepts(() => readJsonText(text))).toBe(accepts(() => JSON.parse(text)));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
