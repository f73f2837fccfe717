import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Check, fail, ok } from './check.ts';

/** The first 16 bytes of every SQLite database: https://sqlite.org/fileformat.html, §1.2. */
const MAGIC = 'SQLite format 3\0';

/** Checks every database in the data folder: its schema version, and all of its pages. */
export async function checkDatabases(home: string): Promise<Check[]> {
  const entries = await readdir(home, { withFileTypes: true }).catch(() => []);
  const checks: Check[] = [];
  for (const entry of entries.filter((found) => found.isFile()).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (await isDatabase(join(home, entry.name), entry.name))
      checks.push(await checkDatabase(home, entry.name));
  }
  return checks;
}

/** By its first bytes, or by its name: a damaged database may have lost the former. */
async function isDatabase(file: string, name: string): Promise<boolean> {
  if (/\.(db|sqlite3?)$/.test(name)) return true;
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    return buffer.toString('latin1', 0, bytesRead) === MAGIC;
  } finally {
    await handle.close();
  }
}

async function checkDatabase(home: string, name: string): Promise<Check> {
  const subject = { id: `database.${name}`, group: 'Databases', title: name };
  const restore = `Keep a copy of ${home}, stop every program that uses it, and restore ${name} from a backup.`;
  try {
    const { default: Sqlite } = await import('better-sqlite3');
    const db = new Sqlite(join(home, name), { readonly: true, fileMustExist: true, timeout: 5_000 });
    try {
      const version = Number(db.pragma('user_version', { simple: true }));
      const findings = db.pragma('integrity_check(5)') as { integrity_check: string }[];
      const first = findings[0]?.integrity_check;
      if (first === 'ok') return ok(subject, `schema version ${version}, every page sound`);
      return fail(subject, `schema version ${version}, damaged: ${first?.split('\n')[0]}`, restore);
    } finally {
      db.close();
    }
  } catch (error) {
    const code = String((error as { code?: unknown }).code ?? 'unknown error');
    if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) {
      return fail(subject, 'damaged, or not a database', restore);
    }
    if (code.startsWith('SQLITE_BUSY')) {
      return fail(
        subject,
        'another program holds it for too long',
        'Close that program and run iza doctor again.',
      );
    }
    return fail(
      subject,
      `cannot be opened (${code})`,
      `See that you may read and write ${join(home, name)}.`,
    );
  }
}
