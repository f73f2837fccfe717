import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import neo4j from 'neo4j-driver';

export interface Neo4jAddress {
  url: string;
  user: string;
  password: string;
}

export interface Neo4jServer extends Neo4jAddress {
  /** Of the server itself, for tests that kill it. */
  pid: number;
  /** Where its data lies. */
  folder: string;
  /** Kills it and waits until it is gone; a folder that was made for it goes, too. */
  stop(): Promise<void>;
}

export interface Neo4jOptions {
  /** A folder of an earlier server, which goes on with its data and password; a new one unless given. */
  folder?: string;
  /** A free one unless given. */
  port?: number;
}

/** It takes 8 s on two idle cores. */
const STARTING_MS = 150_000;
const USER = 'neo4j';
const INITIAL = 'neo4j';
const PASSWORD = 'a password of tests';

/** Neo4j's own launcher passes these, since it reaches into the Java library. */
const OPENS = ['java.nio', 'java.lang'].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`);

/**
 * A real Neo4j community server with APOC core, of the jars in IZA_NEO4J_HOME (pom.xml): Bolt on loopback with a
 * password, no HTTP, no usage reports. It ends with the process that called, however that ends.
 */
export async function startNeo4j({ folder: given, port }: Neo4jOptions = {}): Promise<Neo4jServer> {
  const home = process.env.IZA_NEO4J_HOME;
  if (!home) throw new Error('IZA_NEO4J_HOME names no folder.');
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'iza-neo4j-')));
  const address = `127.0.0.1:${port ?? (await freePort())}`;
  await mkdir(join(folder, 'conf'), { recursive: true });
  await writeFile(join(folder, 'conf', 'neo4j.conf'), configuration(address, home));

  // APOC has to be on the class path besides: there its extensions are found, without which its procedures fail.
  const classPath = ['lib', 'plugins'].map((name) => join(home, name, '*')).join(delimiter);
  const keeper = spawn(
    process.execPath,
    [
      join(import.meta.dirname, 'keeper.ts'),
      'java',
      ...['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', ...OPENS, '-cp', classPath],
      ...['org.neo4j.server.CommunityEntryPoint', `--home-dir=${folder}`],
      ...[`--config-dir=${join(folder, 'conf')}`, '--console-mode'],
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const said: string[] = [];
  createInterface(keeper.stderr).on('line', (line) => said.push(line));
  const stop = async (): Promise<void> => {
    keeper.stdin.end();
    if (!hasEnded(keeper)) await once(keeper, 'exit');
    if (given === undefined) await rm(folder, { recursive: true, force: true });
  };
  try {
    const [pid] = await Promise.race([once(createInterface(keeper.stdout), 'line'), ended(keeper)]);
    const url = `bolt://${address}`;
    await Promise.race([untilReady(url), ended(keeper)]);
    return { url, user: USER, password: PASSWORD, pid: Number(pid), folder, stop };
  } catch (error) {
    await stop();
    throw new Error(`Neo4j did not start: ${said.slice(0, 30).join('\n')}`, { cause: error });
  }
}

/** As the packaged server has it, where that matters to queries: files are read from its import folder only. */
function configuration(address: string, home: string): string {
  return [
    `server.bolt.listen_address=${address}`,
    `server.bolt.advertised_address=${address}`,
    'server.http.enabled=false',
    'server.https.enabled=false',
    'dbms.usage_report.enabled=false',
    'dbms.security.auth_enabled=true',
    'server.memory.pagecache.size=64m',
    'server.directories.import=import',
    `server.directories.plugins=${join(home, 'plugins').replaceAll('\\', '/')}`,
    '',
  ].join('\n');
}

/** Until it takes our password; a new server is given it in place of the one it comes with. */
async function untilReady(url: string): Promise<void> {
  const until = performance.now() + STARTING_MS;
  for (;;) {
    const driver = neo4j.driver(url, neo4j.auth.basic(USER, INITIAL), { telemetryDisabled: true });
    const session = driver.session({ database: 'system' });
    try {
      await session.run('ALTER CURRENT USER SET PASSWORD FROM $from TO $to', { from: INITIAL, to: PASSWORD });
      return;
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === 'Neo.ClientError.Security.Unauthorized') return;
      if (performance.now() > until) throw error;
    } finally {
      await session.close();
      await driver.close();
    }
    await sleep(100);
  }
}

async function ended(keeper: ChildProcess): Promise<never> {
  if (!hasEnded(keeper)) await once(keeper, 'exit');
  throw new Error('It ended.');
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Neo4j can take any free port, but does not tell which. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
