import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import envPaths from 'env-paths';
import { loadSettings, type Settings, SettingsError } from '../../shared/config.ts';
import type { CliContext } from '../context.ts';
import { type Check, fail, ok, type Subject, warn } from './check.ts';

const SUBJECT = { id: 'settings.file', group: 'Settings', title: 'Settings' };

/**
 * Reads the settings as the servers do. Where they are so wrong that no server would start, the data folder is
 * still told (absolute), and the settings are undefined.
 */
export function checkSettings(env: CliContext['env']): {
  checks: Check[];
  home: string;
  settings?: Settings;
} {
  try {
    const settings = loadSettings({ env });
    return { home: settings.home, settings, checks: describe(settings) };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const checks = error.defects.map(({ where, key, message }) =>
      fail(about(key), `${where}: ${key ? `${key}: ` : ''}${message}`, `Mend ${key || 'the file'} there.`),
    );
    const home = resolve(env.IZA_HOME || envPaths('iza', { suffix: '' }).data);
    return { checks, home };
  }
}

function about(key: string): Subject {
  return key ? { ...SUBJECT, id: `settings.${key}` } : SUBJECT;
}

function describe({ file, mcpServers: { servers, problems, warnings } }: Settings): Check[] {
  const count = Object.keys(servers).length;
  const behind = `${count} server${count === 1 ? '' : 's'} behind Iza`;
  return [
    existsSync(file)
      ? ok(SUBJECT, `${file}, ${behind}`)
      : ok(SUBJECT, `no file at ${file}; the defaults are in force`),
    ...problems.map(({ server, key, message, where }) =>
      fail(
        { id: `server.${server}`, group: 'Servers behind Iza', title: server || 'mcpServers' },
        `${key}: ${message}`,
        `Mend it in ${where}; until then this server is left out.`,
      ),
    ),
    ...warnings.map(({ where, key, message }) =>
      warn(about(key), `${key}: ${message}`, `Nothing, or take it out of ${where}.`),
    ),
  ];
}
