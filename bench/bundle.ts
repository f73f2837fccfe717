import { rmSync } from 'node:fs';
import { mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'tsup';
import config from '../tsup.config.ts';

/** Bundles a peer exactly as Iza itself is bundled, and returns its file. */
export async function bundlePeer(name: string): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'iza-bench-'));
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));
  await build({
    ...(config as object),
    entry: { [name]: join(import.meta.dirname, 'peers', `${name}.ts`) },
    outDir,
    outExtension: () => ({ js: '.mjs' }),
    silent: true,
    config: false,
  });
  // What stays outside a bundle is found beside it, as after an installation.
  await symlink(join(import.meta.dirname, '../node_modules'), join(outDir, 'node_modules'), 'junction').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
  return join(outDir, `${name}.mjs`);
}
