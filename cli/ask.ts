import { Command, Option } from 'commander';
import type { CliContext } from './context.ts';

interface AskOptions {
  home?: string;
  scope: string[];
  json?: boolean;
}

/** `iza ask`: an answer from what is remembered, with citations. */
export function askCommand(context: CliContext): Command {
  return new Command('ask')
    .description(
      'answer a question from what is remembered, with citations; asks a model where one is configured',
    )
    .argument('<question...>', 'the question')
    .option('--home <dir>', 'the data folder (default: IZA_HOME, or the place the platform has for it)')
    .addOption(
      new Option('--scope <scope...>', 'where to look: user, project:<key>, …').default(['user'], 'user'),
    )
    .option('--json', 'print one JSON document')
    .action(async (words: string[], options: AskOptions) => {
      const { runAsk } = await import('./ask/run.ts');
      context.exit(await runAsk(context, words.join(' '), options));
    });
}
