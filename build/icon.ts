import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { BUNDLES } from './pack.ts';

/**
 * `node build/icon.ts`: draws manifests/icon.svg as the 512 × 512 PNG that each bundle needs. Needs Chromium; the
 * PNGs are committed, so that nothing else does.
 */
const MANIFESTS = join(import.meta.dirname, '../manifests');
const folder = await mkdtemp(join(tmpdir(), 'iza-icon-'));
try {
  const png = join(folder, 'icon.png');
  await promisify(execFile)(process.env.CHROMIUM ?? 'chromium', [
    '--headless',
    // Chromium refuses its sandbox to root, and draws nothing here but our own file.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--hide-scrollbars',
    '--default-background-color=00000000',
    '--window-size=512,512',
    `--screenshot=${png}`,
    pathToFileURL(join(MANIFESTS, 'icon.svg')).href,
  ]);
  for (const name of BUNDLES) await copyFile(png, join(MANIFESTS, name, 'icon.png'));
} finally {
  await rm(folder, { recursive: true, force: true });
}
