import { checkDatabases } from '../../doctor/databases.ts';
import { Servers } from '../answers.ts';
import { type Asking, ask } from '../ask.ts';
import { stillRunning } from '../processes.ts';
import { count } from '../shorten.ts';

const LEAVE_MS = 5_000;

/** Closes the connection, as Claude does when it quits, and looks at what is left: sound files, no processes. */
export async function leave(
  asking: Asking,
  home: string,
  watch: (pids: readonly number[]) => void,
): Promise<void> {
  const { step, session } = asking;
  const { servers } = await ask(asking, 'manage_servers', { action: 'list' }, Servers, {
    answered: (value) => value.servers.map(({ name, state }) => `${name}: ${state}`).join(', '),
  });
  const pids = [session.pid, ...servers.flatMap(({ pids }) => pids)];
  watch(pids);
  await session.close();
  const left = await stillRunning(pids, LEAVE_MS);
  step.check(
    'no process is left behind',
    left.length === 0,
    left.length === 0
      ? `${count(pids.length, 'process', 'processes')} gone`
      : `still there: ${left.join(', ')}`,
  );
  // Opens each file read-only and has SQLite check all of its pages (PRAGMA integrity_check).
  const databases = await checkDatabases(home);
  step.check(
    'every database is sound, page by page',
    databases.some(({ title }) => title === 'memory.db') && databases.every(({ status }) => status === 'ok'),
    databases.map(({ title, seen }) => `${title}: ${seen}`).join('; ') || 'no database',
  );
}
