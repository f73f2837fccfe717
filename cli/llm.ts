import { Command } from 'commander';
import type { CliContext } from './context.ts';

interface LlmOptions {
  home?: string;
  estimate?: string;
  json?: boolean;
}

/** `iza llm`: the models Iza may talk to, and what they cost. */
export function llmCommand(context: CliContext): Command {
  return new Command('llm')
    .description(
      'show providers, models, limits and spend; asks each provider for its models, which costs nothing',
    )
    .option('--home <dir>', 'the data folder (default: IZA_HOME, or the place the platform has for it)')
    .option('--estimate <text>', 'what this request would cost at most, with each alias; sends nothing')
    .option('--json', 'print one JSON document')
    .action(async (options: LlmOptions) => {
      const { runLlm } = await import('./llm/run.ts');
      context.exit(await runLlm(context, options));
    });
}
