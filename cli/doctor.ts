import { Command } from 'commander';
import type { CliContext } from './context.ts';

/** `iza doctor`: looks at everything Iza stands on, and says how to mend what is wrong. Changes nothing. */
export function doctorCommand(context: CliContext): Command {
  return new Command('doctor')
    .description('check what Iza stands on, and say how to mend what is wrong; changes nothing')
    .option('--json', 'print one JSON document')
    .action(async (options: { json?: boolean }) => {
      const { runDoctor } = await import('./doctor/run.ts');
      context.exit(await runDoctor(context, options));
    });
}
