import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addServer,
  NotSettingsError,
  removeServer,
  type ServerEntry,
  serverIn,
  serversIn,
} from '../../../cli/setup/server-entry.ts';

const ENTRY: ServerEntry = { command: '/node', args: ['/iza.js', 'meta'] };
const BOM = '\uFEFF';

const CREATED = `{
  "mcpServers": {
    "iza": {
      "command": "/node",
      "args": [
        "/iza.js",
        "meta"
      ]
    }
  }
}
`;

describe('adding', () => {
  test('to nothing, and to a file of only whitespace', () => {
    expect(addServer('', 'iza', ENTRY)).toBe(CREATED);
    expect(addServer(' \n\t', 'iza', ENTRY)).toBe(CREATED);
    expect(addServer(BOM, 'iza', ENTRY)).toBe(BOM + CREATED);
  });

  test('to {} and {}\\n', () => {
    expect(addServer('{}', 'iza', ENTRY)).toBe(CREATED.trimEnd());
    expect(addServer('{}\n', 'iza', ENTRY)).toBe(CREATED);
  });

  test('beside another server, whose bytes stay: inline list, escapes, 1.0, key order', () => {
    const before = `{
  "10": "ten", "2": 1.0,
  "mcpServers": {
    "caf\\u00e9 ☕": { "command": "npx", "args": ["-y", "x"] }
  },
  "theme": "dark"
}
`;
    expect(addServer(before, 'iza', ENTRY)).toBe(`{
  "10": "ten", "2": 1.0,
  "mcpServers": {
    "caf\\u00e9 ☕": { "command": "npx", "args": ["-y", "x"] },
    "iza": {
      "command": "/node",
      "args": [
        "/iza.js",
        "meta"
      ]
    }
  },
  "theme": "dark"
}
`);
  });

  test('after the last key when there is no mcpServers', () => {
    expect(addServer('{\n    "theme": "dark"\n}', 'iza', { command: 'n', args: [] })).toBe(
      '{\n    "theme": "dark",\n    "mcpServers": {\n        "iza": {\n            "command": "n",\n            "args": []\n        }\n    }\n}',
    );
  });

  test('keeps tabs, CRLF and a byte order mark', () => {
    expect(
      addServer(`${BOM}{\r\n\t"mcpServers": {}\r\n}\r\n`, 'iza', {
        type: 'stdio',
        command: 'n',
        args: [],
        env: { IZA_HOME: '/d' },
      }),
    ).toBe(
      `${BOM}{\r\n\t"mcpServers": {\r\n\t\t"iza": {\r\n\t\t\t"type": "stdio",\r\n\t\t\t"command": "n",\r\n\t\t\t"args": [],\r\n\t\t\t"env": {\r\n\t\t\t\t"IZA_HOME": "/d"\r\n\t\t\t}\r\n\t\t}\r\n\t}\r\n}\r\n`,
    );
  });

  test('keeps a file of one line on one line', () => {
    expect(addServer('{"a":1,"mcpServers":{"b":{}}}', 'iza', { command: 'n', args: [] })).toBe(
      '{"a":1,"mcpServers":{"b":{},"iza":{"command":"n","args":[]}}}',
    );
    expect(addServer('{"a":1}', 'iza', { command: 'n', args: [] })).toBe(
      '{"a":1,"mcpServers":{"iza":{"command":"n","args":[]}}}',
    );
  });

  test('keeps one line of servers on one line in a file of many', () => {
    expect(addServer('{\n  "mcpServers": {"b": {}}\n}\n', 'iza', { command: 'n', args: [] })).toBe(
      '{\n  "mcpServers": {"b": {},"iza":{"command":"n","args":[]}}\n}\n',
    );
  });

  test('to a large file touches one place', () => {
    const projects = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, i) => [
        `/home/ada/p${i}`,
        { history: ['x'.repeat(200)], cost: 1e-7 },
      ]),
    );
    const before = JSON.stringify({ projects, mcpServers: {}, last: true }, null, 2);
    const after = addServer(before, 'iza', ENTRY);
    const at = before.indexOf('"mcpServers": {') + '"mcpServers": {'.length;
    expect(after.slice(0, at)).toBe(before.slice(0, at));
    expect(after.endsWith(before.slice(at))).toBe(true);
    expect(removeServer(after, 'iza')).toBe(before);
  });
});

describe('an entry that is there', () => {
  test('and the same, in any order of keys, leaves the text alone', () => {
    expect(addServer(CREATED, 'iza', ENTRY)).toBe(CREATED);
    const other = '{"mcpServers":{"iza":{"args":["/iza.js","meta"],"command":"/node"}}}';
    expect(addServer(other, 'iza', ENTRY)).toBe(other);
  });

  test('and differs is brought up to date in place, with what the person added to it', () => {
    const before = `{
  "mcpServers": {
    "iza": {
      "command": "/old/node",
      "args": ["/iza.js", "meta"],
      "env": { "GITHUB_TOKEN": "t" },
      "alwaysLoad": true
    },
    "b": {}
  }
}
`;
    expect(addServer(before, 'iza', { ...ENTRY, env: { IZA_HOME: '/d' } })).toBe(`{
  "mcpServers": {
    "iza": {
      "command": "/node",
      "args": [
        "/iza.js",
        "meta"
      ],
      "env": {
        "GITHUB_TOKEN": "t",
        "IZA_HOME": "/d"
      },
      "alwaysLoad": true
    },
    "b": {}
  }
}
`);
  });

  test('and was reached by address is started by command instead', () => {
    const before = '{"mcpServers":{"iza":{"type":"http","url":"http://127.0.0.1:4180/mcp","headers":{}}}}';
    expect(addServer(before, 'iza', { type: 'stdio', ...ENTRY })).toBe(
      '{"mcpServers":{"iza":{"type":"stdio","command":"/node","args":["/iza.js","meta"]}}}',
    );
  });

  test('and is no object is replaced', () => {
    expect(addServer('{"mcpServers":{"iza":null}}', 'iza', { command: 'n', args: [] })).toBe(
      '{"mcpServers":{"iza":{"command":"n","args":[]}}}',
    );
  });
});

describe('removing', () => {
  test.each([
    [
      'the first',
      '{\n  "mcpServers": {\n    "iza": {},\n    "b": {}\n  }\n}',
      '{\n  "mcpServers": {\n    "b": {}\n  }\n}',
    ],
    [
      'the last',
      '{\n  "mcpServers": {\n    "b": {},\n    "iza": {}\n  }\n}',
      '{\n  "mcpServers": {\n    "b": {}\n  }\n}',
    ],
    ['one between', '{"mcpServers":{"a":1,"iza":{},"b":2}}', '{"mcpServers":{"a":1,"b":2}}'],
    ['the only one', '{\n  "mcpServers": {\n    "iza": {}\n  }\n}', '{\n  "mcpServers": {}\n}'],
    ['both of two', '{"mcpServers":{"iza":1,"b":2,"iza":3}}', '{"mcpServers":{"b":2}}'],
    ['none', '{"mcpServers":{"b":2}}', '{"mcpServers":{"b":2}}'],
    ['none without mcpServers', '{"iza":1}', '{"iza":1}'],
    ['none of an empty file', '', ''],
  ])('%s', (_, before, after) => {
    expect(removeServer(before, 'iza')).toBe(after);
  });
});

describe('what is not a file of Claude is refused', () => {
  test.each([
    ['[]', 'the file is not a JSON object'],
    ['null', 'the file is not a JSON object'],
    ['{"mcpServers": []}', 'mcpServers is not a JSON object'],
    ['{"mcpServers": null}', 'mcpServers is not a JSON object'],
  ])('%s', (text, message) => {
    expect(() => addServer(text, 'iza', ENTRY)).toThrow(new NotSettingsError(message.split(' is ')[0] ?? ''));
    expect(() => removeServer(text, 'iza')).toThrow(message);
  });

  test('with comments', () => {
    expect(() => addServer('{\n  // servers\n  "mcpServers": {}\n}', 'iza', ENTRY)).toThrow(
      'comments are not JSON',
    );
  });
});

test('reading gives entries by name', () => {
  expect(serversIn('')).toEqual({});
  expect(serversIn('{"mcpServers":{"a":1,"b":{}}}')).toEqual({ a: 1, b: {} });
  expect(serverIn(CREATED, 'iza')).toEqual(ENTRY);
  expect(serverIn('{}', 'iza')).toBeUndefined();
});

describe('for any file', () => {
  // JSON.stringify writes -0 as 0: values go through it once, so that what was written is what is compared.
  const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));
  const file = fc.record({
    others: fc.dictionary(fc.string({ unit: 'grapheme' }), json, { maxKeys: 4 }),
    servers: fc.option(fc.dictionary(fc.string({ unit: 'grapheme' }), json, { maxKeys: 4 })),
    indent: fc.constantFrom(0, 2, 4, '\t'),
    crlf: fc.boolean(),
    bom: fc.boolean(),
  });

  test('adding adds just the entry, a second time nothing; removing gives the servers back', () => {
    fc.assert(
      fc.property(
        file,
        fc.string({ unit: 'grapheme', minLength: 1 }),
        ({ others, servers, indent, crlf, bom }, name) => {
          const { mcpServers: _, ...rest } = others;
          const { [name]: __, ...had } = servers ?? {};
          const value = { ...rest, ...(servers && { mcpServers: had }) };
          const printed = JSON.stringify(value, null, indent);
          const before = (bom ? BOM : '') + (crlf ? printed.replaceAll('\n', '\r\n') : printed);
          const after = addServer(before, name, ENTRY);
          expect(JSON.parse(after.replace(/^\uFEFF/, ''))).toEqual({
            ...rest,
            mcpServers: Object.fromEntries([...Object.entries(had), [name, ENTRY]]),
          });
          expect(addServer(after, name, ENTRY)).toBe(after);
          if (servers) expect(removeServer(after, name)).toBe(before);
          expect(after.includes('\r\n')).toBe(crlf && before.includes('\r\n'));
        },
      ),
    );
  });
});

test('an older entry of Iza keeps the arguments that the person added', () => {
  const older = {
    iza: { command: '/old/node', args: ['/old/dist/iza.js', 'meta', '--config', '/more.json'] },
  };
  const text = addServer(JSON.stringify({ mcpServers: older }), 'iza', ENTRY);
  expect(serverIn(text, 'iza')).toEqual({
    command: '/node',
    args: ['/iza.js', 'meta', '--config', '/more.json'],
  });
  const foreign = { iza: { command: 'python', args: ['-m', 'something_else', 'x'] } };
  expect(serverIn(addServer(JSON.stringify({ mcpServers: foreign }), 'iza', ENTRY), 'iza')).toEqual(ENTRY);
});
