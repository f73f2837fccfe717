import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 20;

/** The processes of a list that still run after they were given `limitMs` to leave. */
export async function stillRunning(pids: Iterable<number>, limitMs: number): Promise<number[]> {
  const deadline = performance.now() + limitMs;
  let running = [...pids].filter(isRunning);
  while (running.length > 0 && performance.now() < deadline) {
    await sleep(PAUSE_MS);
    running = running.filter(isRunning);
  }
  return running;
}

/** Ends a process and, where there are process groups, all that it started: each downstream server leads one. */
export function endGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It left in the meantime.
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !isZombie(pid);
}

/** It has ended, and waits for a parent that does not ask: so it goes to orphans in a container with no init. */
function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    // The state follows the name, which is in parentheses and may hold some: proc_pid_stat(5).
    return /\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}
