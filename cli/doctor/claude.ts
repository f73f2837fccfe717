import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { JsonTextError } from '../../shared/json-text.ts';
import { type ClaudeFile, codeFile, desktopFile, projectFile } from '../claude-files.ts';
import type { CliContext } from '../context.ts';
import { readClientFile, UnusableFileError } from '../setup/client-file.ts';
import { NotSettingsError, serversIn } from '../setup/server-entry.ts';
import { type Check, fail, ok, type Subject, warn } from './check.ts';
import { type Probe, probeStdout } from './stdout-probe.ts';

/** Checks that the Claude clients on this machine start Iza, and that Iza then answers them. */
export async function checkClaude(context: CliContext): Promise<Check[]> {
  const files = [desktopFile(context), codeFile(context), projectFile(context.cwd, context)];
  return (await Promise.all(files.map((file) => checkClient(file, context)))).flat();
}

async function checkClient(at: ClaudeFile, context: CliContext): Promise<Check[]> {
  const subject = { id: `claude.${at.client}`, group: 'Claude', title: at.title };
  if (at.client === 'project' && !existsSync(at.file)) return [];
  if (!at.signs.some((sign) => existsSync(sign))) return [ok(subject, 'not installed')];
  const add = `iza setup --client ${at.client === 'project' ? 'code' : at.client}`;
  let servers: Record<string, unknown>;
  try {
    servers = serversIn((await readClientFile(at.file)).text ?? '');
  } catch (error) {
    return [fail(subject, `${at.file} ${reason(error)}`, 'Mend the file; Claude cannot read it either.')];
  }
  const ours = Object.entries(servers).filter(([name, entry]) => isIza(name, entry));
  // A project's own list is an extra: it is no fault when Iza is not in it.
  if (ours.length === 0 && at.client === 'project') return [];
  if (ours.length === 0) return [warn(subject, `Iza is not in ${at.file}`, `${add} adds it.`)];
  return Promise.all(
    ours.map(([name, entry]) =>
      checkEntry({ ...subject, id: `${subject.id}.${name}` }, at, name, entry, context),
    ),
  );
}

function reason(error: unknown): string {
  if (error instanceof JsonTextError) {
    return `is not valid JSON: line ${error.line}, column ${error.column}, ${error.message}`;
  }
  if (error instanceof NotSettingsError) return `is not as Claude writes it: ${error.message}`;
  if (error instanceof UnusableFileError) return error.message;
  throw error;
}

interface Entry {
  command: string;
  args: string[];
  env: Record<string, string>;
}

function isIza(name: string, entry: unknown): boolean {
  const { command, args } = readEntry(entry);
  if (name === 'iza' || /(^|[/])iza(\.cmd)?$/.test(command)) return true;
  return args.some((arg) => arg === 'iza-os' || /(^|[/])iza\.js$/.test(arg));
}

/** What of an entry is text: the rest is not ours to judge. */
function readEntry(entry: unknown): Entry {
  const { command, args, env } = (entry ?? {}) as Partial<Record<keyof Entry, unknown>>;
  const texts = Object.entries(env ?? {}).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  return {
    command: typeof command === 'string' ? command : '',
    args: Array.isArray(args) ? args.filter((arg) => typeof arg === 'string') : [],
    env: Object.fromEntries(texts),
  };
}

async function checkEntry(
  subject: Subject,
  at: ClaudeFile,
  name: string,
  raw: unknown,
  context: CliContext,
): Promise<Check> {
  const { command, args, env } = readEntry(raw);
  const again = 'Run iza setup, which brings the entry up to date.';
  if (command === '') return warn(subject, `${name} is there without a command`, again);
  const { default: which } = await import('which');
  const program = await which(command, { nothrow: true });
  if (!program) return fail(subject, `${name} starts ${command}, which does not exist`, again);
  const script = args.find((arg) => isAbsolute(arg) && /\.[cm]?[jt]s$/.test(arg));
  if (script && !existsSync(script))
    return fail(subject, `${name} runs ${script}, which does not exist`, again);
  // A project's file may come from a repository of somebody else: what it names is not run from here.
  if (at.client === 'project') return ok(subject, `${name} is in ${at.file} (not started from here)`);
  const probe = await probeStdout({ command: program, args, env: { ...context.env, ...env } });
  return judge(subject, name, at, [program, ...args].join(' '), probe);
}

function judge(subject: Subject, name: string, at: ClaudeFile, line: string, probe: Probe): Check {
  switch (probe.kind) {
    case 'clean':
      return ok(subject, `${name} starts, answers, and keeps stdout clean (${at.file})`);
    case 'banner':
      return fail(
        subject,
        `${name} prints on stdout what is not the protocol: "${probe.line}"`,
        'Find what prints it (a shell profile, a wrapper, NODE_OPTIONS) and send it to stderr.',
      );
    case 'ended':
      return fail(
        subject,
        `${name} ended before it answered (exit code ${probe.code ?? 'none'})${probe.line && `: ${probe.line}`}`,
        `Run it by hand to see why: ${line}`,
      );
    case 'not started':
      return fail(subject, `${name} cannot be started (${probe.code})`, `Run it by hand to see why: ${line}`);
    case 'silent':
      return fail(subject, `${name} did not answer within 10 s`, `Run it by hand to see why: ${line}`);
  }
}
