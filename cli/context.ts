import { homedir } from 'node:os';
import type { ExitCode } from './exit-codes.ts';
import { VERSION } from './version.ts';

/** Everything a command may know of the process it runs in; handed in, so that tests state it. */
export interface CliContext {
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  /** The person's home folder. */
  userHome: string;
  cwd: string;
  version: string;
  nodeVersion: string;
  /** Absolute path of the running Node. */
  nodePath: string;
  /** Whether a person is there to answer: stdin and stdout are both a terminal. */
  interactive: boolean;
  colour: boolean;
  /** Milliseconds since the epoch. */
  now(): number;
  out(text: string): void;
  err(text: string): void;
  /** Asks a yes-or-no question; anything but yes is no. */
  confirm(question: string): Promise<boolean>;
  exit(code: ExitCode): void;
}

/** The context of the running process. */
export function processContext(): CliContext {
  // A reader that stops early (`iza doctor | head`) is no reason to fail.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    env: process.env,
    platform: process.platform,
    userHome: homedir(),
    cwd: process.cwd(),
    version: VERSION,
    nodeVersion: process.versions.node,
    nodePath: process.execPath,
    interactive: Boolean(process.stdin.isTTY && process.stdout.isTTY),
    colour: Boolean(process.stdout.isTTY) && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    now: () => Date.now(),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    confirm: askOnTerminal,
    // Not process.exit(), which cuts off what a pipe has not taken yet.
    exit: (code) => {
      process.exitCode = code;
    },
  };
}

async function askOnTerminal(question: string): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl-D closes the terminal and leaves the question open for ever: that is a no.
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  const answer = await Promise.race([terminal.question(`${question} [y/N] `), closed]);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
