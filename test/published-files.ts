import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The files that `npm pack` would publish of a project folder that has been built. */
export async function publishedFiles(folder: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: folder,
    shell: process.platform === 'win32',
  });
  const [packed] = JSON.parse(stdout) as { files: { path: string }[] }[];
  return (packed?.files ?? []).map(({ path }) => path);
}
