import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNameTable } from '../../../servers/meta/names.ts';

test('a name that is legal, short and free stays as it is', () => {
  const names = createNameTable(['find_tools']);
  expect(names.add('files', 'files_', 'read_file')).toBe('files_read_file');
  expect(names.add('conformance', '', 'test.simple-text')).toBe('test.simple-text');
});

test('a name that is taken gets a mark of its server, the same one each time', () => {
  const once = createNameTable(['find_tools']).add('other', '', 'find_tools');
  const again = createNameTable(['find_tools', 'more']).add('other', '', 'find_tools');
  expect(once).toMatch(/^find_tools_[0-9a-f]{6}$/);
  expect(again).toBe(once);
});

test('every name is legal, fits Claude, and belongs to one tool', () => {
  const name = fc.string({ minLength: 1, maxLength: 128 });
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, name), { maxLength: 50 }), (tools) => {
      const table = createNameTable();
      const given = tools.map(([server, tool]) => table.add(server, 'p_', tool));
      for (const one of given) expect(one).toMatch(/^[A-Za-z0-9_.-]{1,54}$/);
      const distinct = new Set(tools.map(([server, tool]) => JSON.stringify([server, tool])));
      expect(new Set(given).size).toBe(distinct.size);
    }),
  );
});
