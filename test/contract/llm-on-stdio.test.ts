import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

const SERVER = join(import.meta.dirname, 'fault-server.ts');

interface Line {
  jsonrpc?: string;
  id?: number;
  result?: { structuredContent?: { name: string; expected: boolean; of: number } };
}

test('a server on stdio keeps its protocol clean under every fault of a model', async () => {
  const child = spawn(process.execPath, [SERVER], { stdio: ['pipe', 'pipe', 'ignore'] });
  const strays: string[] = [];
  const waiting = new Map<number, (line: Line) => void>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    let line: Line = {};
    try {
      line = JSON.parse(text) as Line;
    } catch {
      strays.push(text);
    }
    if (line.jsonrpc !== '2.0') strays.push(text);
    waiting.get(line.id ?? -1)?.(line);
  });
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const ask = (id: number, method: string, params: object) =>
    new Promise<Line>((resolve) => {
      waiting.set(id, resolve);
      send({ id, method, params });
    });
  await ask(0, 'initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'raw', version: '1' },
  });
  send({ method: 'notifications/initialized' });

  const wrong: string[] = [];
  let total = 1;
  for (let index = 0; index < total; index += 1) {
    const { result } = await ask(index + 1, 'tools/call', { name: 'meet_fault', arguments: { index } });
    const { name = 'no answer', expected, of = 0 } = result?.structuredContent ?? {};
    total = of;
    if (!expected) wrong.push(name);
  }
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin.end();
  expect(await ended).toBe(0);
  expect(total).toBeGreaterThanOrEqual(70);
  expect(wrong).toEqual([]);
  expect(strays).toEqual([]);
});
