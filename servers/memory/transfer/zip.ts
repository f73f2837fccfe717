import type { ByteSource } from '../../../shared/text/byte-source.ts';
import { filesOfZip } from '../../../shared/text/zip/zip.ts';
import type { ImportLimits } from './limits.ts';
import type { ImportFile } from './source.ts';

/** Of everything in an archive or a folder, what can hold memories. */
export const WANTED = /(?:^|\/)(?:conversations(?:-\d+)?\.json|projects\.json)$|\.(?:md|jsonl)$/i;

/** The files of a zip that can hold memories, in the order of their names. @throws IzaError */
export async function filesInZip(source: ByteSource, limits: ImportLimits): Promise<ImportFile[]> {
  return (await filesOfZip(source, limits))
    .filter(({ name }) => WANTED.test(name) && !name.startsWith('__MACOSX/'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, chunks }) => ({ name: `${source.name}/${name}`, chunks }));
}
