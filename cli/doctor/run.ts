import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Check, tally } from './check.ts';
import { checkClaude } from './claude.ts';
import { checkDataFolder } from './data-folder.ts';
import { checkDatabases } from './databases.ts';
import { checkDownstreams } from './downstreams.ts';
import { checkModels } from './models.ts';
import { renderReport } from './report.ts';
import { checkNode, checkSqlite } from './runtime.ts';
import { checkSettings } from './settings.ts';

/** Runs all checks, prints what they saw, and returns how the command ends. */
export async function runDoctor(context: CliContext, { json }: { json?: boolean }): Promise<ExitCode> {
  const { env, version } = context;
  const { checks: settingsChecks, home, settings } = checkSettings(env);
  const [sqlite, folder, databases, models, downstreams, claude] = await Promise.all([
    checkSqlite(),
    checkDataFolder(home, context),
    checkDatabases(home),
    settings ? checkModels(settings, env) : [],
    checkDownstreams(settings?.mcpServers.servers ?? {}, version),
    checkClaude(context),
  ]);
  const checks: Check[] = [
    checkNode(context),
    sqlite,
    ...folder,
    ...settingsChecks,
    ...databases,
    ...models,
    ...downstreams,
    ...claude,
  ];
  const counts = tally(checks);
  if (json) {
    const document = { ok: counts.fail === 0, version, home, counts, checks };
    context.out(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    context.out(renderReport(checks, version, context.colour));
  }
  return counts.fail === 0 ? EXIT.ok : EXIT.unavailable;
}
