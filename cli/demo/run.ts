import { dirname, relative } from 'node:path';
import { IzaError } from '../../shared/mcp/errors.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { makeDataFolder, removeDataFolder } from './data-folder.ts';
import { findDocuments } from './documents.ts';
import { demoServers } from './downstreams.ts';
import { batchesOf } from './facts.ts';
import { listenForInterruption } from './interruption.ts';
import type { DemoOptions } from './options.ts';
import { endGroup, stillRunning } from './processes.ts';
import { createRecord, type DemoRecord } from './record.ts';
import { createJsonReport } from './report.ts';
import { type Session, startSession } from './session.ts';
import { type Summary, tellStory } from './story.ts';
import { createTranscript } from './transcript.ts';

/**
 * Runs the demo of the built command `entry`. Returns how it ends: `internal` when anything it promises did not
 * hold, undefined when it was interrupted (the signal then ends the process).
 * @throws IzaError NOT_FOUND when there are no documents to show it on.
 */
export async function runDemo(
  context: CliContext,
  options: DemoOptions,
  entry: string,
): Promise<ExitCode | undefined> {
  const began = performance.now();
  const packageRoot = dirname(dirname(entry));
  const documents = await findDocuments(options.documents ?? packageRoot);
  const batches = batchesOf(documents.files);
  const { mcpServers, fetched, env } = demoServers({
    packageRoot,
    nodePath: context.nodePath,
    folder: documents.folder,
    env: context.env,
  });
  const interruption = listenForInterruption();
  const home = await makeDataFolder(mcpServers);
  const report = options.json ? createJsonReport(context.out) : createTranscript(context.out, context.colour);
  report.begin({ version: context.version, documents, home, keep: options.keep === true, fetched });
  const record = createRecord(report, () => performance.now());
  const summary = emptySummary();
  const running = new Set<number>();
  let session: Session | undefined;
  try {
    await tellStory(
      {
        record,
        documents,
        batches,
        home,
        servers: Object.keys(mcpServers),
        watch: (pids) => {
          for (const pid of pids) running.add(pid);
        },
        async start() {
          session = await startSession({
            nodePath: context.nodePath,
            entry,
            home,
            env,
            version: context.version,
            signal: interruption.signal,
          });
          return session;
        },
      },
      summary,
    );
  } catch (error) {
    if (!interruption.signal.aborted) stopped(record, error);
  } finally {
    await session?.close();
    for (const pid of await stillRunning(running, 0)) endGroup(pid);
    if (!options.keep) await removeDataFolder(home);
  }
  const interrupted = interruption.signal.aborted;
  const ok = record.checks.every((check) => check.ok);
  if (interrupted) context.err('Interrupted.\n');
  else {
    report.end(record, summary, Math.round((performance.now() - began) / 100) / 10);
    if (ok) report.goOn(commandOf(entry, context));
  }
  interruption.release();
  if (interrupted) return undefined;
  return ok ? EXIT.ok : EXIT.internal;
}

/** What a step could not get over is a promise that did not hold. */
function stopped(record: DemoRecord, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const why = error instanceof IzaError ? error.details.why : undefined;
  record.fail(`step ${record.steps.length} ran to its end`, why ? `${message} ${why}` : message);
}

/** How Iza is started here: by its name where npm has put it, else by its file. */
function commandOf(entry: string, { cwd, env }: CliContext): string {
  // Run by npm, as the README says: then npm also has the right Node for what comes next.
  if (env.npm_lifecycle_event) return 'npm start --';
  if (/[\\/]node_modules[\\/]/.test(entry)) return 'iza';
  const path = relative(cwd, entry);
  return `node ${path.includes(' ') ? JSON.stringify(path) : path}`;
}

function emptySummary(): Summary {
  return {
    tools_listed: 0,
    tools_behind_the_door: 0,
    documents_read: 0,
    acknowledged: 0,
    found: 0,
    kill_survived: false,
    memories_kept: 0,
  };
}
