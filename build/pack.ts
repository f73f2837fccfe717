import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import packageJson from '../package.json' with { type: 'json' };
import { toJson } from './manifests.ts';

const run = promisify(execFile);

const ROOT = join(import.meta.dirname, '..');
const TSUP = join(ROOT, 'node_modules/tsup/dist/cli-default.js');
const MCPB = join(ROOT, 'node_modules/@anthropic-ai/mcpb/dist/cli/cli.js');
const SQLITE = 'node_modules/better-sqlite3';

/** The servers that have a bundle of their own. */
export const BUNDLES = ['meta', 'memory', 'knowledge-graph'] as const;
export type BundleName = (typeof BUNDLES)[number];

/** Builds the command into a folder of its own, so that nothing that runs from `dist` is pulled away under it. */
export async function buildInto(folder: string): Promise<void> {
  await run(process.execPath, [TSUP, '--silent', '--out-dir', folder], { cwd: ROOT });
}

/**
 * Packs one server as an MCP bundle and returns its path: the built command, the manifest, and SQLite with its
 * prebuilt libraries for all platforms (not its C sources, which are larger and never compiled here).
 */
export async function packBundle(name: BundleName, built: string, target: string): Promise<string> {
  const staging = await mkdtemp(join(tmpdir(), `iza-mcpb-${name}-`));
  try {
    for (const file of ['manifest.json', 'icon.png']) {
      await cp(join(ROOT, 'manifests', name, file), join(staging, file));
    }
    await cp(built, join(staging, 'dist'), { recursive: true });
    for (const part of ['package.json', 'LICENSE', 'lib', 'prebuilds']) {
      await cp(join(ROOT, SQLITE, part), join(staging, SQLITE, part), { recursive: true });
    }
    await cp(join(ROOT, 'LICENSE'), join(staging, 'LICENSE'));
    const { name: packageName, version, type, license, dependencies } = packageJson;
    const own = { name: packageName, version, private: true, type, license, dependencies };
    await writeFile(join(staging, 'package.json'), toJson(own));
    await mkdir(target, { recursive: true });
    const bundle = join(target, `iza-${name}-${version}.mcpb`);
    await run(process.execPath, [MCPB, 'pack', staging, bundle]);
    return bundle;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Checks a manifest, and that the files it names are there. Rejects with what `mcpb validate` says. */
export async function validateManifest(name: BundleName): Promise<void> {
  await run(process.execPath, [MCPB, 'validate', join(ROOT, 'manifests', name, 'manifest.json')]);
}

/** Unpacks a bundle as a client does. */
export async function unpackBundle(bundle: string, folder: string): Promise<void> {
  await run(process.execPath, [MCPB, 'unpack', bundle, folder]);
}

// `npm run pack`: the bundles of all servers, into dist-mcpb/.
if (import.meta.main) {
  const built = await mkdtemp(join(tmpdir(), 'iza-build-'));
  try {
    await buildInto(built);
    for (const name of BUNDLES) {
      const bundle = await packBundle(name, built, join(ROOT, 'dist-mcpb'));
      process.stdout.write(`${bundle}\n`);
    }
  } finally {
    await rm(built, { recursive: true, force: true });
  }
}
