import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { JsonTextError } from '../../shared/json-text.ts';
import { type ClaudeFile, codeFile, desktopFile, projectFile } from '../claude-files.ts';
import type { CliContext } from '../context.ts';
import { type FoundFile, readBackups, readClientFile, UnusableFileError } from './client-file.ts';
import type { SetupOptions } from './options.ts';
import { type Plan, planAdd, planRemove } from './plan.ts';
import { NotSettingsError, type ServerEntry } from './server-entry.ts';

/** A client's file and what is to become of it. */
export type Target =
  | { at: ClaudeFile; found: FoundFile; plan: Plan }
  | { at: ClaudeFile; skipped: 'not installed' }
  /** Why the file is left alone, and what the person can do about it. */
  | { at: ClaudeFile; refused: string; mend: string };

export type Planned = Extract<Target, { plan: Plan }>;
/** A target whose file will not stay as it is. */
export type Change = Planned & { plan: Exclude<Plan, { kind: 'none' }> };

/** Looks at every client that the options name, and changes nothing. */
export async function planTargets(
  context: CliContext,
  options: SetupOptions,
  entryFile: string,
): Promise<Target[]> {
  return Promise.all(filesOf(context, options).map((at) => planTarget(context, options, entryFile, at)));
}

function filesOf(context: CliContext, { client, project }: SetupOptions): ClaudeFile[] {
  if (project !== undefined) return [projectFile(resolve(context.cwd, project), context)];
  return [
    ...(client === 'code' ? [] : [desktopFile(context)]),
    ...(client === 'desktop' ? [] : [codeFile(context)]),
  ];
}

export async function planTarget(
  context: CliContext,
  options: SetupOptions,
  entryFile: string,
  at: ClaudeFile,
): Promise<Target> {
  const named = options.client !== 'all' && at.client !== 'project';
  const there = at.signs.some((sign) => existsSync(sign));
  if (at.client === 'project' && !there)
    return { at, refused: 'the folder does not exist', mend: 'name a folder that is there' };
  if (!named && !there) return { at, skipped: 'not installed' };
  try {
    const found = await readClientFile(at.file);
    const plan = options.remove
      ? planRemove(found.text, options.name, await readBackups(found.path))
      : planAdd(found.text, options.name, entryFor(context, at, entryFile));
    return { at, found, plan };
  } catch (error) {
    return { at, ...refusal(error) };
  }
}

function refusal(error: unknown): { refused: string; mend: string } {
  if (error instanceof JsonTextError) {
    return {
      refused: `it is not valid JSON: line ${error.line}, column ${error.column}, ${error.message}`,
      mend: 'mend it there (JSON has no comments and no comma after the last entry)',
    };
  }
  if (error instanceof NotSettingsError) {
    return { refused: error.message, mend: 'make it one, { … }, or move the file away' };
  }
  if (error instanceof UnusableFileError) {
    return { refused: error.message, mend: 'make it a plain text file that you may read, or move it away' };
  }
  throw error;
}

/**
 * What the client runs. All paths are absolute: an app started from the desktop has neither the shell's PATH
 * nor its working folder, so that a bare `node` from a version manager is not found (a frequent complaint).
 */
export function entryFor(
  { nodePath, env, cwd }: Pick<CliContext, 'nodePath' | 'env' | 'cwd'>,
  { typed }: Pick<ClaudeFile, 'typed'>,
  entryFile: string,
): ServerEntry {
  return {
    ...(typed && { type: 'stdio' as const }),
    command: nodePath,
    args: [entryFile, 'meta'],
    ...(env.IZA_HOME && { env: { IZA_HOME: resolve(cwd, env.IZA_HOME) } }),
  };
}
