import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { LOG_LEVELS } from '../shared/log.ts';
import { askCommand } from './ask.ts';
import { type CliContext, processContext } from './context.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { llmCommand } from './llm.ts';
import { createProgram, runProgram } from './program.ts';
import { type HttpOptions, SERVERS, type ServerName, type ServerOptions } from './server-options.ts';
import { setupCommand } from './setup.ts';

/** Reads the command line and does what it says. */
export async function main(argv: readonly string[]): Promise<void> {
  const context = processContext();
  await runProgram(context, createProgram(context, commands(context)), argv);
}

/** All subcommands. Each loads what it needs only when it runs: a cold start pays for nothing else. */
export function commands(context: CliContext): Command[] {
  return [
    setupCommand(context),
    doctorCommand(context),
    demoCommand(context),
    ...Object.keys(SERVERS).map((name) => serverCommand(context, name as ServerName)),
    serveCommand(context),
    askCommand(context),
    llmCommand(context),
  ];
}

function serverCommand(context: CliContext, name: ServerName): Command {
  const command = withServerOptions(new Command(name)).description(`serve on stdio: ${SERVERS[name]}`);
  if (name === 'meta') command.addOption(configOption());
  return command.action(async (options: ServerOptions) => {
    const { runStdioServer } = await import('./server.ts');
    await runStdioServer(context, name, options);
  });
}

function serveCommand(context: CliContext): Command {
  return withServerOptions(new Command('serve'))
    .description('serve one server over HTTP, on this machine only')
    .addArgument(new Argument('[server]', 'which server').choices(Object.keys(SERVERS)).default('meta'))
    .option('--port <n>', 'the port to listen on (0 takes any free one)', readPort)
    .addOption(configOption())
    .action(async (name: ServerName, options: HttpOptions) => {
      const { runHttpServer } = await import('./serve.ts');
      await runHttpServer(context, name, options);
    });
}

function withServerOptions(command: Command): Command {
  return command
    .option('--home <dir>', 'the data folder (default: IZA_HOME, or the place the platform has for it)')
    .addOption(new Option('--log-level <level>', 'how much goes to stderr').choices(LOG_LEVELS));
}

function configOption(): Option {
  return new Option(
    '--config <file>',
    'a file with mcpServers to bring in, such as claude_desktop_config.json',
  );
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
}
