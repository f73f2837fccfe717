import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Runs a program for as long as this process's stdin is open, and then kills it: however whoever started it ends,
 * the pipe closes, so nothing is left behind. Says the program's process id on stdout, and what it says on stderr.
 */
const [command = '', ...args] = process.argv.slice(2);
const child: ChildProcess = spawn(command, args, { stdio: ['ignore', 2, 2] });
const end = (): void => void child.kill('SIGKILL');

child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
child.on('exit', () => process.exit(0));
process.stdin.on('end', end).on('error', end).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
if (child.pid !== undefined) process.stdout.write(`${child.pid}\n`);
