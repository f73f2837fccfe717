import type { Backup } from './client-file.ts';
import { addServer, removeServer, type ServerEntry, serverIn } from './server-entry.ts';

/** What is to become of a client's file. */
export type Plan =
  | { kind: 'none' }
  | { kind: 'create' | 'add' | 'update' | 'remove'; text: string }
  /** Back to the very bytes that were there before Iza came; the backup then says nothing more. */
  | { kind: 'restore'; text: string; backup: string }
  /** Iza made the file and nothing else is in it. */
  | { kind: 'delete' };

/** What to do so that the file lists the server. `text` is undefined where there is no file. */
export function planAdd(text: string | undefined, name: string, entry: ServerEntry): Plan {
  if (text === undefined) return { kind: 'create', text: addServer('', name, entry) };
  const after = addServer(text, name, entry);
  if (after === text) return { kind: 'none' };
  return { kind: text.trim() && serverIn(text, name) !== undefined ? 'update' : 'add', text: after };
}

/**
 * What to do so that the file no longer lists the server. Where the file is exactly what adding made of a
 * backup, that backup is what was there before; where it is exactly what adding makes of nothing, there was
 * no file. Otherwise somebody has worked on it since, and only the entry goes.
 */
export function planRemove(text: string | undefined, name: string, backups: readonly Backup[]): Plan {
  if (text === undefined) return { kind: 'none' };
  const after = removeServer(text, name);
  if (after === text) return { kind: 'none' };
  const entry = serverIn(text, name) as ServerEntry;
  const origin = backups.find((backup) => leadsTo(backup.text, name, entry, text));
  if (origin) return { kind: 'restore', text: origin.text, backup: origin.path };
  if (addServer('', name, entry) === text) return { kind: 'delete' };
  return { kind: 'remove', text: after };
}

function leadsTo(before: string, name: string, entry: ServerEntry, after: string): boolean {
  try {
    return removeServer(before, name) === before && addServer(before, name, entry) === after;
  } catch {
    // A backup that is not JSON cannot be where the file came from.
    return false;
  }
}
