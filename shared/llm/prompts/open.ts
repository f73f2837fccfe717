import { join } from 'node:path';
import type { Variable } from './front-matter.ts';
import { createPromptLibrary, loadPrompts, type PromptLibrary } from './library.ts';
import type { Prompt } from './prompt.ts';
import { PromptError } from './prompt-error.ts';

/** Beside this file, and in a bundle beside the file that this one ends up in: the build puts it there. */
const SHIPPED = join(import.meta.dirname, 'templates');

/** The folder, in the data folder, of prompts that replace those that ship. */
export const OWN_PROMPTS = 'prompts';

/**
 * The prompts that ship, each replaced by one of the same name in the data folder where there is one.
 * @throws PromptError when one of those has a mistake, replaces nothing, or takes other variables than what it replaces:
 * text from outside stays fenced.
 */
export async function openPrompts(home: string): Promise<PromptLibrary> {
  const shipped = (await loadPrompts(SHIPPED)).list();
  const own = await loadOwn(join(home, OWN_PROMPTS));
  const defects = own.flatMap((prompt) => defectsOf(prompt, shipped));
  if (defects.length > 0) throw new PromptError('Prompts', defects);
  const replaced = new Set(own.map(({ name }) => name));
  return createPromptLibrary([...shipped.filter(({ name }) => !replaced.has(name)), ...own]);
}

async function loadOwn(folder: string): Promise<readonly Prompt[]> {
  try {
    return (await loadPrompts(folder)).list();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function defectsOf({ name, variables }: Prompt, shipped: readonly Prompt[]): string[] {
  const replaced = shipped.findLast((prompt) => prompt.name === name);
  if (!replaced) {
    return [
      `${name}: there is no such prompt to replace (there are: ${shipped.map((one) => one.name).join(', ')})`,
    ];
  }
  if (describe(variables) === describe(replaced.variables)) return [];
  return [`${name}: its variables have to be ${describe(replaced.variables)}`];
}

function describe(variables: Readonly<Record<string, Variable>>): string {
  return Object.entries(variables)
    .map(([name, { type, required, untrusted }]) =>
      [name, type, !required && 'optional', untrusted && 'untrusted'].filter(Boolean).join(' '),
    )
    .sort()
    .join(', ');
}
