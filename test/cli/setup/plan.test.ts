import { describe, expect, test } from 'vitest';
import { planAdd, planRemove } from '../../../cli/setup/plan.ts';
import { addServer, type ServerEntry } from '../../../cli/setup/server-entry.ts';

const ENTRY: ServerEntry = { command: '/node', args: ['/iza.js', 'meta'] };
const CREATED = addServer('', 'iza', ENTRY);

describe('adding', () => {
  test('creates, adds, updates, or finds nothing to do', () => {
    expect(planAdd(undefined, 'iza', ENTRY)).toEqual({ kind: 'create', text: CREATED });
    expect(planAdd('', 'iza', ENTRY)).toEqual({ kind: 'add', text: CREATED });
    expect(planAdd('{"a":1,"mcpServers":{}}', 'iza', { command: 'n', args: [] })).toEqual({
      kind: 'add',
      text: '{"a":1,"mcpServers":{"iza":{"command":"n","args":[]}}}',
    });
    expect(planAdd('{"mcpServers":{"iza":{}}}', 'iza', { command: 'n', args: [] })).toEqual({
      kind: 'update',
      text: '{"mcpServers":{"iza":{"command":"n","args":[]}}}',
    });
    expect(planAdd(CREATED, 'iza', ENTRY)).toEqual({ kind: 'none' });
  });
});

describe('removing', () => {
  test('deletes a file that Iza made', () => {
    expect(planRemove(CREATED, 'iza', [])).toEqual({ kind: 'delete' });
  });

  test.each(['', '{}\n', '{}', '{ }', '{"mcpServers": {\n}}', '{\n "x": 1\n}'])('gives back %j', (before) => {
    const backups = [
      { path: '/c.iza-backup-2', text: 'not JSON' },
      { path: '/c.iza-backup-1', text: before },
    ];
    expect(planRemove(addServer(before, 'iza', ENTRY), 'iza', backups)).toEqual({
      kind: 'restore',
      text: before,
      backup: '/c.iza-backup-1',
    });
  });

  test('takes only the entry out of a file that was worked on since', () => {
    const backups = [{ path: '/c.iza-backup-1', text: '{"a":1}' }];
    expect(planRemove('{"a":2,"mcpServers":{"iza":{}}}', 'iza', backups)).toEqual({
      kind: 'remove',
      text: '{"a":2,"mcpServers":{}}',
    });
  });

  test('has nothing to do where Iza is not', () => {
    expect(planRemove(undefined, 'iza', [])).toEqual({ kind: 'none' });
    expect(planRemove('', 'iza', [])).toEqual({ kind: 'none' });
    expect(planRemove('{}', 'iza', [])).toEqual({ kind: 'none' });
  });
});
