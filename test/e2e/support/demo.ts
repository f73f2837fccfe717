import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../temporary-folder.ts';
import { ROOT } from './meta.ts';

export const BINARY = join(ROOT, 'dist/iza.js');

interface Exchange {
  request: { tool: string; arguments: Record<string, unknown> };
  response: string;
  ms: number;
}

export interface Report {
  ok: boolean;
  data_folder: { path: string; kept: boolean };
  documents: { folder: string; files: string[]; left_out: string[] };
  steps: { number: number; title: string; ms: number; exchanges: Exchange[]; notes: string[] }[];
  checks: { name: string; ok: boolean; seen: string }[];
  summary: Record<string, number | boolean>;
}

export interface Place {
  /** The person's home folder: nothing may appear in it. */
  home: string;
  /** Where temporary folders are made. */
  temporary: string;
  documents: string;
}

export async function makePlace(): Promise<Place> {
  const root = await realpath(await temporaryFolder());
  const place = {
    home: join(root, 'home'),
    temporary: join(root, 'tmp'),
    documents: join(root, 'documents'),
  };
  for (const folder of Object.values(place)) await mkdir(folder);
  return place;
}

/** The demo in a place of its own: every process it starts has HOME in its environment. */
export function startDemo(
  { home, temporary }: Place,
  args: readonly string[],
  { detached = false } = {},
): ChildProcess {
  return spawn(process.execPath, [BINARY, 'demo', ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: home,
      USERPROFILE: home,
      TMPDIR: temporary,
      TEMP: temporary,
      TMP: temporary,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
  });
}

export async function runDemo(place: Place, args: readonly string[]) {
  const child = startDemo(place, args);
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

/** Command lines of processes that were started in this place and still run. Only Linux lets one look. */
export function processesOf({ home }: Place): string[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
        return environment.includes(`HOME=${home}`) ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : [];
      } catch {
        // It ended in the meantime, or is somebody else's.
        return [];
      }
    });
}
