import { Command } from 'commander';
import type { CliContext } from './context.ts';
import type { DemoOptions } from './demo/options.ts';

/** `iza demo`: what Iza is for, on real documents and real servers, in a data folder of its own. */
export function demoCommand(context: CliContext): Command {
  return new Command('demo')
    .description('see Iza at work on real documents and real servers; touches nothing of yours')
    .option('--documents <dir>', 'the folder whose text files are read (default: those that Iza comes with)')
    .option('--keep', 'keep the data folder, to look at it afterwards')
    .option('--json', 'print one JSON document at the end')
    .action(async (options: DemoOptions) => {
      const [{ findEntry }, { runDemo }] = await Promise.all([
        import('./installation.ts'),
        import('./demo/run.ts'),
      ]);
      const code = await runDemo(context, options, findEntry(import.meta.dirname));
      if (code !== undefined) context.exit(code);
    });
}
