import { Command, CommanderError } from 'commander';
import { IzaError } from '../shared/mcp/errors.ts';
import type { CliContext } from './context.ts';
import { describeExitCodes, EXIT, exitCodeFor } from './exit-codes.ts';

/** Makes the `iza` command of its subcommands. */
export function createProgram(context: CliContext, commands: readonly Command[]): Command {
  const program = new Command('iza')
    .description(
      'Iza OS: a lasting memory, tools, and every MCP server behind one door, for Claude Desktop and Claude Code.',
    )
    .version(context.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError('What to do: see iza --help.')
    .addHelpText('after', `\n${describeExitCodes()}\n\nStart with: iza setup, then iza doctor.`)
    .exitOverride()
    .configureOutput({ writeOut: context.out, writeErr: context.err });
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
  return program;
}

/** Runs a command line (with the two leading elements of `process.argv`) and sets the exit code. */
export async function runProgram(
  context: CliContext,
  program: Command,
  argv: readonly string[],
): Promise<void> {
  try {
    // Bare `iza` is a question, and its answer is the help.
    await program.parseAsync(argv.length > 2 ? argv : [...argv, '--help']);
  } catch (error) {
    context.exit(explain(context, error));
  }
}

function explain(context: CliContext, error: unknown) {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof IzaError) {
    context.err(`${renderForPeople(error)}\n`);
    return exitCodeFor(error.code);
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  context.err(`iza stopped because of a defect.\n${detail}\nWhat to do: run iza doctor.\n`);
  return EXIT.internal;
}

/** An error as a person reads it: what happened, then what to do. */
export function renderForPeople(error: IzaError): string {
  const { why, hint, allowed } = error.details;
  const lines = [error.message];
  if (why) lines.push(why);
  if (allowed) lines.push(`Allowed: ${allowed.join(', ')}`);
  if (hint) lines.push(`What to do: ${hint}`);
  return lines.join('\n');
}
