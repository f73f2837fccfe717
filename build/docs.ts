import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { syncManifest, syncServerJson, toJson } from './manifests.ts';
import { type Offer, readOffers } from './offers.ts';
import { replaceBetween, toolTable } from './readme-tables.ts';

/** The files of the project that are written from its code, each with how its text is brought up to date. */
export function generatedFiles(offers: readonly Offer[]): { path: string; update(text: string): string }[] {
  return [
    { path: 'README.md', update: (text) => replaceBetween(text, 'tools', toolTable(offers)) },
    ...offers.map((offer) => ({
      path: `manifests/${offer.name}/manifest.json`,
      update: (text: string) =>
        updateJson(text, (manifest: Record<string, unknown>) => syncManifest(manifest, offer)),
    })),
    { path: 'manifests/meta/server.json', update: (text) => updateJson(text, syncServerJson) },
  ];
}

/** A text that says the right thing stays as the formatter left it. */
function updateJson<T>(text: string, change: (value: T) => unknown): string {
  const value = JSON.parse(text) as T;
  const wanted = change(value);
  return isDeepStrictEqual(value, wanted) ? text : toJson(wanted);
}

// `npm run docs`: says what was rewritten.
if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  for (const { path, update } of generatedFiles(await readOffers())) {
    const file = join(root, path);
    const before = readFileSync(file, 'utf8');
    const after = update(before);
    if (after !== before) writeFileSync(file, after);
    process.stdout.write(`${path}: ${after === before ? 'up to date' : 'rewritten'}\n`);
  }
}
