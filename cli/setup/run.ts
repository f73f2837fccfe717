import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { isTransient } from '../installation.ts';
import { backUp, removeFile, writeClientFile } from './client-file.ts';
import type { SetupOptions } from './options.ts';
import { commandLine, describeDone, describePlan, type Outcome, toJson } from './report.ts';
import { type Change, planTarget, planTargets, type Target } from './target.ts';

/** Does what `iza setup` was asked to, and returns how the command ends. */
export async function runSetup(
  context: CliContext,
  options: SetupOptions,
  entryFile: string,
): Promise<ExitCode> {
  const targets = await planTargets(context, options, entryFile);
  const changes = targets.filter(changesSomething);
  if (!options.json) context.out(targets.map((target) => describePlan(target, options, context)).join('\n'));
  if (!options.json && !options.remove) warnOfCache(context, entryFile);

  const apply = changes.length > 0 && (options.yes || (await agreed(context, options)));
  const outcomes: Outcome[] = [];
  for (const target of targets) {
    outcomes.push(apply ? await make(context, options, entryFile, target) : { target });
  }
  if (options.json) context.out(`${JSON.stringify(toJson(outcomes, options, Boolean(apply)), null, 2)}\n`);
  else context.out(conclude(context, options, outcomes, Boolean(apply), changes.length));
  // A script that forgot --yes must not believe that it is done.
  if (changes.length > 0 && !options.yes && !context.interactive) return EXIT.unavailable;
  return exitCodeOf(outcomes, options);
}

function changesSomething(target: Target): target is Change {
  return 'plan' in target && target.plan.kind !== 'none';
}

async function agreed(context: CliContext, { json }: SetupOptions): Promise<boolean> {
  return !json && context.interactive && (await context.confirm('\nMake these changes?'));
}

async function make(
  context: CliContext,
  options: SetupOptions,
  entryFile: string,
  shown: Target,
): Promise<Outcome> {
  if (!changesSomething(shown)) return { target: shown };
  // Claude Code rewrites its file while it runs: what it wrote since the question was asked must stay.
  const target = await planTarget(context, options, entryFile, shown.at);
  if (!changesSomething(target)) return { target };
  const { found, plan, at } = target;
  const { text } = found;
  const shared = at.client === 'project';
  let backup: string | undefined;
  try {
    if (plan.kind === 'delete') {
      await removeFile(found.path);
    } else if (plan.kind === 'restore') {
      await writeClientFile(found, plan.text, shared);
      await removeFile(plan.backup);
    } else {
      if (text !== undefined) backup = await backUp({ ...found, text }, context.now());
      await writeClientFile(found, plan.text, shared);
    }
    return { target, done: true, ...(backup && { backup }) };
  } catch (error) {
    if (backup) await removeFile(backup);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { target, failed: code };
  }
}

function conclude(
  context: CliContext,
  options: SetupOptions,
  outcomes: readonly Outcome[],
  applied: boolean,
  changes: number,
): string {
  if (applied) return `\n${outcomes.map((outcome) => describeDone(outcome, options)).join('')}`;
  if (changes > 0) {
    const why = context.interactive ? 'You did not agree' : 'There is no terminal to ask on';
    const again = commandLine(options, { ...options, yes: true });
    return `\n${why}, so nothing was changed. What to do: ${again} makes these changes.\n`;
  }
  const nobody = outcomes.every(({ target }) => 'skipped' in target);
  if (!nobody) return '';
  if (options.remove) return '\nNo Claude client is here, so there is nothing to take out.\n';
  return (
    '\nNo Claude client was found, so nothing was changed.\n' +
    'What to do: install one (https://claude.ai/download), or name the one you have with --client.\n'
  );
}

function warnOfCache(context: CliContext, entryFile: string): void {
  if (!isTransient(entryFile) && !isTransient(context.nodePath)) return;
  context.out(
    '\nNote: this Iza, or its Node, runs from the cache of npx, which npm may empty; Claude would then find\n' +
      'nothing. What to do: install both for good (npm install -g iza-os) and run iza setup again.\n',
  );
}

function exitCodeOf(outcomes: readonly Outcome[], { remove }: SetupOptions): ExitCode {
  if (outcomes.some(({ failed }) => failed !== undefined)) return EXIT.io;
  if (outcomes.some(({ target }) => 'refused' in target)) return EXIT.data;
  const nobody = outcomes.every(({ target }) => 'skipped' in target);
  return nobody && !remove ? EXIT.unavailable : EXIT.ok;
}
