import { Command, InvalidArgumentError, Option } from 'commander';
import type { CliContext } from './context.ts';
import type { SetupOptions } from './setup/options.ts';

/** `iza setup`: makes Claude Desktop and Claude Code start Iza, or no longer. */
export function setupCommand(context: CliContext): Command {
  const command = new Command('setup')
    .description('add Iza to Claude Desktop and Claude Code; shows every change and asks before it is made')
    .addOption(
      new Option('--client <client>', 'which client').choices(['desktop', 'code', 'all']).default('all'),
    )
    .option('--project <dir>', "Claude Code's .mcp.json of one project, instead of your own settings")
    .option('--remove', 'take Iza out again')
    .option('--yes', 'make the changes without asking')
    .option('--json', 'print one JSON document; changes are made only with --yes')
    .option('--name <name>', 'the name under which Claude lists the server', readName, 'iza');
  return command.action(async (options: SetupOptions) => {
    if (options.project !== undefined && options.client === 'desktop') {
      command.error(
        'error: --project is for Claude Code; Claude Desktop has no projects. Leave one of them out.',
      );
    }
    const { findEntry } = await import('./installation.ts');
    const { runSetup } = await import('./setup/run.ts');
    // Taking Iza out must work from an installation that is half gone.
    const entryFile = options.remove ? '' : findEntry(import.meta.dirname);
    context.exit(await runSetup(context, options, entryFile));
  });
}

/** What both clients accept in the name of a server, which becomes part of its tools' names. */
function readName(name: string): string {
  if (/^[A-Za-z0-9_-]{1,32}$/.test(name)) return name;
  throw new InvalidArgumentError('A name is 1 to 32 letters, digits, - or _.');
}
