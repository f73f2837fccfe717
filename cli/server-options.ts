import type { LogLevel } from '../shared/log.ts';

/** The servers that have a subcommand, and what each is for. */
export const SERVERS = {
  meta: 'every server behind one door: what Claude is usually given',
  memory: 'lasting memory: remember, recall, forget',
  'knowledge-graph': 'facts that hold over time, with their sources',
} as const;

export type ServerName = keyof typeof SERVERS;

/** What the person said on the command line; it goes before the environment and the settings file. */
export interface ServerOptions {
  home?: string;
  logLevel?: LogLevel;
  /** A file whose `mcpServers` the meta server takes, beside those of the settings. */
  config?: string;
}

export interface HttpOptions extends ServerOptions {
  port?: number;
}
