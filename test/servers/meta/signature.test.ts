import { expect, test } from 'vitest';
import { signatureOf } from '../../../servers/meta/signature.ts';
import type { Tool } from '../../../shared/mcp/surface.ts';

const tool = (properties: object, required: string[] = []): Tool => ({
  name: 't',
  inputSchema: { type: 'object', properties: properties as never, required },
});

test.each([
  [tool({}), ''],
  [tool({ path: { type: 'string' }, head: { type: 'number' } }, ['path']), 'path: string, head?: number'],
  [tool({ tags: { type: 'array', items: { type: 'string' } } }), 'tags?: string[]'],
  [tool({ how: { enum: ['a', 'b'] } }, ['how']), 'how: "a" | "b"'],
  [tool({ n: { enum: [1, 2, 3, 4, 5, 6, 7] } }), 'n?: 1 | 2 | 3 | 4 | 5 | 6 | …'],
  [tool({ v: { anyOf: [{ type: 'string' }, { type: 'null' }] } }), 'v?: string | null'],
  [tool({ v: { type: ['string', 'number'] } }), 'v?: string | number'],
  [tool({ v: {} }), 'v?: any'],
])('%#', (described, expected) => {
  expect(signatureOf(described)).toBe(expected);
});
