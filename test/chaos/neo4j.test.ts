import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { IzaError } from '../../shared/mcp/errors.ts';
import { clientOf } from '../support/neo4j/client.ts';
import { ownNeo4j } from '../support/neo4j/for-tests.ts';

test('a server that is killed in a transaction loses it, and what was acknowledged is there after', async (context) => {
  const stdout = vi.spyOn(process.stdout, 'write');
  const printed = vi.spyOn(console, 'log');
  const server = await ownNeo4j(context);
  const client = clientOf(server, { deadlineMs: 20_000, retryMs: 1_000 });
  await client.write((tx) => tx.run('CREATE (:Kept {id: 1})'));

  const lost = client.write(async (tx) => {
    await tx.run('CREATE (:Lost {id: 2})');
    process.kill(server.pid, 'SIGKILL');
    await tx.run('CREATE (:Lost {id: 3})');
  });
  await expect(lost).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: `Neo4j at ${server.url} cannot be reached.`,
    details: { why: 'The connection was lost during a change; it may be stored or not.' },
  });

  // While it is away, nothing is begun.
  let begun = 0;
  const count = () =>
    client.write(async () => {
      begun += 1;
    });
  await expect(count()).rejects.toBeInstanceOf(IzaError);
  expect(begun).toBe(0);

  await server.again();
  const rows = await client.read((tx) => tx.run('MATCH (n) RETURN labels(n) AS labels, n.id AS id'));
  expect(rows).toEqual([{ labels: ['Kept'], id: 1 }]);
  expect(stdout).not.toHaveBeenCalled();
  expect(printed).not.toHaveBeenCalled();
});

test('a server does not outlive who started it, however that ends', async () => {
  const keeper = join(import.meta.dirname, '../support/neo4j/keeper.ts');
  const program = `
    const { spawn } = require('node:child_process');
    const idle = [process.execPath, '-e', 'setInterval(() => {}, 1000)'];
    spawn(process.execPath, [${JSON.stringify(keeper)}, ...idle], { stdio: ['pipe', 'inherit', 'ignore'] });`;
  const starter = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = await once(starter.stdout, 'data');
  const pid = Number(line);
  expect(isRunning(pid)).toBe(true);
  starter.kill('SIGKILL');
  await expect.poll(() => isRunning(pid), { timeout: 30_000 }).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
