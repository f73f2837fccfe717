import { styleText } from 'node:util';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { DownstreamEntry } from '../../shared/config.ts';
import { redact } from '../../shared/redact.ts';
import type { CliContext } from '../context.ts';
import type { SetupOptions } from './options.ts';
import type { Plan } from './plan.ts';
import { serversIn } from './server-entry.ts';
import type { Planned, Target } from './target.ts';

/** A target after the fact: done, failed (with the system's error code), or left as it was. */
export interface Outcome {
  target: Target;
  done?: boolean;
  backup?: string;
  failed?: string;
}

/** A file that is one long line would fill the screen with what does not change. */
const MAX_LINE = 200;

const INTENTS: Record<Plan['kind'], (name: string) => string> = {
  none: () => '',
  create: (name) => `the file will be created, with ${name} in it`,
  add: (name) => `${name} will be added`,
  update: (name) => `${name} will be brought up to date`,
  remove: (name) => `${name} will be taken out`,
  restore: (name) => `${name} will be taken out; the file is then as it was before`,
  delete: (name) => `${name} will be taken out; nothing else is in the file, so it is deleted`,
};

const DONE: Record<Plan['kind'], string> = {
  none: 'nothing to do',
  create: 'added',
  add: 'added',
  update: 'brought up to date',
  remove: 'taken out',
  restore: 'taken out',
  delete: 'taken out',
};

/** The command that means the same clients and the same name, ready to be typed. */
export function commandLine(
  { client, project, name }: SetupOptions,
  { remove, yes }: Pick<SetupOptions, 'remove' | 'yes'>,
): string {
  return [
    'iza setup',
    ...(project === undefined ? [] : [`--project ${JSON.stringify(project)}`]),
    ...(client === 'all' ? [] : [`--client ${client}`]),
    ...(name === 'iza' ? [] : [`--name ${name}`]),
    ...(remove ? ['--remove'] : []),
    ...(yes ? ['--yes'] : []),
  ].join(' ');
}

/** What will become of a client's file, as a person reads it before agreeing. */
export function describePlan(target: Target, options: SetupOptions, context: CliContext): string {
  const { title, file, client } = target.at;
  if ('skipped' in target) return `${title}: not installed, skipped.\n`;
  if ('refused' in target) {
    return (
      `${title}: ${file} was left alone: ${target.refused}.\n` +
      `  What to do: ${target.mend}, then run ${commandLine(options, options)} again.\n`
    );
  }
  if (target.plan.kind === 'none') {
    const state = options.remove ? 'not there' : 'already there';
    return `${title}: ${options.name} is ${state}, nothing to do (${file}).\n`;
  }
  const shared =
    client === 'project' && !options.remove
      ? '  Note: the entry holds paths of this machine. Do not commit it for others.\n'
      : '';
  const intent = INTENTS[target.plan.kind](options.name);
  return `${title}: ${intent}.\n${shared}${colourDiff(diffOf(target, options.name), context.colour)}`;
}

/** What became of a client's file. */
export function describeDone({ target, done, backup, failed }: Outcome, options: SetupOptions): string {
  const { title, file, reload } = target.at;
  if (failed !== undefined) {
    return (
      `${title}: ${file} could not be written (${failed}) and is as it was.\n` +
      '  What to do: see that you may write there and that the disk is not full, then try again.\n'
    );
  }
  if (!done || !('plan' in target)) return '';
  const lines = [`${title}: ${options.name} ${DONE[target.plan.kind]}. ${reload}`];
  if (backup) lines.push(`  The file as it was: ${backup}`);
  if (!options.remove) lines.push(`  To undo: ${commandLine(options, { remove: true })}`);
  return `${lines.join('\n')}\n`;
}

/** The unified diff of a planned change; empty where nothing changes. */
export function diffOf({ at, found, plan }: Planned, name: string): string {
  if (plan.kind === 'none') return '';
  const before = found.text;
  const after = plan.kind === 'delete' ? undefined : plan.text;
  return createTwoFilesPatch(
    before === undefined ? '/dev/null' : at.file,
    after === undefined ? '/dev/null' : at.file,
    shownLines(withoutSecrets(before, name)),
    shownLines(withoutSecrets(after, name)),
    undefined,
    undefined,
    { context: 2, headerOptions: FILE_HEADERS_ONLY },
  );
}

/** Line endings do not change, and a carriage return would spoil the terminal. */
function shownLines(text = ''): string {
  return text.replaceAll('\r\n', '\n');
}

/** The lines around the change belong to other servers, and what they are given is nobody's to read. */
function withoutSecrets(text: string | undefined, name: string): string | undefined {
  if (text === undefined) return undefined;
  const others = Object.entries(serversIn(text)).filter(([other]) => other !== name);
  return others.reduce((shown, [, entry]) => {
    const { env, headers, args } = (entry ?? {}) as Pick<DownstreamEntry, 'env' | 'headers' | 'args'>;
    return redact(shown, { ...(env && { env }), ...(headers && { headers }), ...(args && { args }) });
  }, text);
}

function colourDiff(diff: string, colour: boolean): string {
  return diff
    .split('\n')
    .map((line) =>
      line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}… (${line.length} characters)` : line,
    )
    .map((line) => {
      if (!colour || !/^[-+@]/.test(line)) return line;
      const shade = line.startsWith('+') ? 'green' : line.startsWith('-') ? 'red' : 'cyan';
      return styleText(shade, line, { validateStream: false });
    })
    .join('\n');
}

/** The one document of `--json`. */
export function toJson(outcomes: readonly Outcome[], options: SetupOptions, applied: boolean) {
  return {
    name: options.name,
    applied,
    clients: outcomes.map(({ target, backup, failed }) => ({
      client: target.at.client,
      file: target.at.file,
      action: 'plan' in target ? target.plan.kind : 'skipped' in target ? 'skipped' : 'refused',
      ...('refused' in target && { why: target.refused, mend: target.mend }),
      ...('plan' in target && target.plan.kind !== 'none' && { diff: diffOf(target, options.name) }),
      ...(backup && { backup }),
      ...(failed && { failed }),
    })),
  };
}
