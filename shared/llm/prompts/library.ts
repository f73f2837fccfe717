import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { definePrompt, type Prompt } from './prompt.ts';
import { PromptError } from './prompt-error.ts';

/** Prompts by name and version. */
export interface PromptLibrary {
  /** The newest version unless one is named. @throws PromptError that says which there are. */
  prompt(name: string, version?: number): Prompt;
  /** All of them, by name and then version. */
  list(): readonly Prompt[];
}

/** @throws PromptError when a version is there twice. */
export function createPromptLibrary(prompts: readonly Prompt[]): PromptLibrary {
  const sorted = [...prompts].sort((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : a.version - b.version,
  );
  const twice = sorted.find((one, index) => {
    const next = sorted[index + 1];
    return next?.name === one.name && next.version === one.version;
  });
  if (twice) throw new PromptError('Prompts', [`${twice.name} v${twice.version} is there twice`]);
  return {
    prompt(name, version) {
      const versions = sorted.filter((one) => one.name === name);
      const found = version === undefined ? versions.at(-1) : versions.find((one) => one.version === version);
      if (found) return found;
      const there =
        versions.length > 0
          ? `its versions are ${versions.map((one) => one.version).join(', ')}`
          : `there are ${[...new Set(sorted.map((one) => one.name))].join(', ') || 'none'}`;
      throw new PromptError('Prompts', [
        `there is no ${name}${version === undefined ? '' : ` v${version}`}; ${there}`,
      ]);
    },
    list: () => sorted,
  };
}

/**
 * Reads the prompts of a folder: every `.md` file in it, one prompt a file, subfolders left out.
 * @throws PromptError with the defects of all files, each named by its file.
 */
export async function loadPrompts(folder: string): Promise<PromptLibrary> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.md')).sort();
  const results = await Promise.allSettled(
    files.map(async (file) => definePrompt(await readFile(join(folder, file), 'utf8'))),
  );
  const defects = results.flatMap((result, index) => {
    if (result.status === 'fulfilled') return [];
    if (!(result.reason instanceof PromptError)) throw result.reason;
    return result.reason.defects.map((defect) => `${files[index]}: ${defect}`);
  });
  if (defects.length > 0) throw new PromptError('Prompts', defects);
  return createPromptLibrary(
    results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
  );
}
