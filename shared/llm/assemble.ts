import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Environment } from '../config.ts';
import { type Durability, openDatabase } from '../db/database.ts';
import { lazyDatabase } from '../db/lazy-database.ts';
import type { Ids } from '../ids.ts';
import type { Logger } from '../log.ts';
import { createLlm } from './core.ts';
import { createLedger, LEDGER_FILE, LEDGER_MIGRATIONS, type Ledger } from './ledger/ledger.ts';
import type { Llm } from './llm.ts';
import type { ModelConfig } from './model-config.ts';
import { freeLedger } from './recording/free-ledger.ts';
import { recordTo } from './recording/record.ts';
import { replayFrom } from './recording/replay.ts';
import { systemSleep } from './sleep.ts';
import { configuredSources } from './sources.ts';

export interface OpenLlmOptions {
  config: ModelConfig;
  env: Environment;
  home: string;
  durability: Durability;
  clock: Clock;
  ids: Ids;
  log: Logger;
}

export interface OpenLlm {
  llm: Llm;
  ledger: Ledger;
  /** Names of the providers that may be used now, without having asked them. */
  providers: readonly string[];
  close(): Promise<void>;
}

/** Puts the core together as the settings say. */
export async function assembleLlm(options: OpenLlmOptions): Promise<OpenLlm> {
  const { config, home, durability, clock, ids, log } = options;
  const db = lazyDatabase(() =>
    openDatabase(join(home, LEDGER_FILE), LEDGER_MIGRATIONS, { durability, clock, log }),
  );
  const ledger = createLedger({ db, clock, ids, log, budgets: config.budgets });
  const { sources, secrets } = await configuredSources(options);
  const { mode, folder = join(home, 'recordings') } = config.recording;
  const tape = (id: string): string => join(folder, `${id}.jsonl`);
  // A replay needs no key and no network: every provider that was recorded can be had.
  const recorded = Object.keys(config.providers).filter((id) => existsSync(tape(id)));
  const providers =
    mode === 'replay'
      ? recorded.map((id) => replayFrom(tape(id), id, secrets))
      : mode === 'record'
        ? sources.map((source) => recordTo(tape(source.id), source, { secrets, log }))
        : sources;
  const llm = createLlm({
    providers,
    config,
    ledger: mode === 'replay' ? freeLedger(ledger) : ledger,
    clock,
    sleep: systemSleep,
    random: Math.random,
    log,
  });
  return { llm, ledger, providers: providers.map(({ id }) => id), close: () => db.close() };
}
