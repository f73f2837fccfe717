import type * as Driver from 'neo4j-driver';
import type { Clock } from '../../../shared/clock.ts';
import type { Logger } from '../../../shared/log.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';

/** The driver's own functions and guards. */
export type Neo4jApi = typeof Driver.default;

export interface Neo4jSettings {
  /** `bolt://127.0.0.1:7687`; `neo4j:` where there are several servers, `+s` behind either for TLS. */
  url: string;
  user: string;
  /** Name of the environment variable with the password. */
  passwordEnv: string;
  /** The server's own default unless given. */
  database?: string | undefined;
}

export interface Neo4jConnection {
  settings: Neo4jSettings;
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  log: Logger;
  /** Milliseconds for a transaction with all its retries, unless a call says otherwise; 15,000. */
  deadlineMs?: number;
  /** For how long a transaction is begun anew after what may pass by itself; 5,000. */
  retryMs?: number;
}

export interface OpenDriver {
  api: Neo4jApi;
  driver: Driver.Driver;
  bookmarks: Driver.BookmarkManager;
}

export interface Neo4jDriver {
  /** Without user and password. */
  address: string;
  /** The driver, once it has reached the server. @throws what the driver says; IzaError UNAVAILABLE without a password. */
  open(): Promise<OpenDriver>;
  /** The next `open` asks first whether the server is there. */
  doubt(): void;
  /** Drops all connections, of the newest driver unless given: the server does not even answer that it stops. */
  retire(opened?: OpenDriver): void;
  close(): Promise<void>;
}

const CONNECTING_MS = 5_000;
const CLOSING_MS = 2_000;
/** A connection that was idle for longer is tried before it is used. */
const IDLE_MS = 30_000;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Neo4j's own driver, loaded at the first `open`.
 * @throws IzaError INVALID_INPUT for an address that is none.
 */
export function neo4jDriver({
  settings: { url, user, passwordEnv, database },
  env,
  log,
  deadlineMs = 15_000,
  retryMs = 5_000,
}: Neo4jConnection): Neo4jDriver {
  const address = parseAddress(url, log);
  let loaded: Promise<OpenDriver> | undefined;
  let reached: Promise<OpenDriver> | undefined;
  let current: OpenDriver | undefined;

  const load = async (): Promise<OpenDriver> => {
    const password = env[passwordEnv];
    if (!password) throw noPassword(passwordEnv);
    const { default: api } = await import('neo4j-driver');
    const driver = api.driver(url, api.auth.basic(user, password), {
      maxTransactionRetryTime: retryMs,
      connectionTimeout: CONNECTING_MS,
      connectionAcquisitionTimeout: deadlineMs,
      connectionLivenessCheckTimeout: IDLE_MS,
      telemetryDisabled: true,
      // Nobody reads them, and the server need not make them.
      notificationFilter: { minimumSeverityLevel: 'OFF' },
      // The driver's own logger would write on stdout.
      logging: { level: 'warn', logger: (level, message) => log.debug({ level }, message) },
    });
    return { api, driver, bookmarks: api.bookmarkManager() };
  };

  const reach = async (): Promise<OpenDriver> => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    const opened = await loaded;
    current = opened;
    await opened.driver.getServerInfo(database === undefined ? {} : { database });
    return opened;
  };

  const forgetFailed = (reaching: Promise<OpenDriver>): Promise<OpenDriver> => {
    reaching.catch(() => {
      if (reached === reaching) reached = undefined;
    });
    return reaching;
  };

  return {
    address,
    open() {
      reached ??= forgetFailed(reach());
      return reached;
    },
    doubt() {
      reached = undefined;
    },
    retire(opened) {
      if (opened === undefined || opened === current) {
        loaded = undefined;
        reached = undefined;
      }
      log.debug({ address }, 'Neo4j does not answer; its connections are dropped');
      (opened ?? current)?.driver.close().catch(() => undefined);
    },
    async close() {
      const opened = await loaded?.catch(() => undefined);
      if (opened)
        await within(
          opened.driver.close().catch(() => undefined),
          CLOSING_MS,
        );
    },
  };
}

function parseAddress(url: string, log: Logger): string {
  const { protocol, hostname, host, username, password } = URL.canParse(url)
    ? new URL(url)
    : ({} as Partial<URL>);
  if (!protocol || !/^(bolt|neo4j)(\+ssc?)?:$/.test(protocol) || !hostname || username || password) {
    throw new IzaError(
      'INVALID_INPUT',
      'The address of Neo4j is not one of bolt or neo4j, without user and password.',
      {
        hint: 'Set neo4j.url in the settings of the knowledge graph to an address such as bolt://127.0.0.1:7687.',
      },
    );
  }
  const address = `${protocol}//${host}`;
  if (!protocol.includes('+') && !LOOPBACK.test(hostname)) {
    log.warn({ address }, 'the password of Neo4j goes over the network unencrypted: use bolt+s or neo4j+s');
  }
  return address;
}

function noPassword(name: string): IzaError {
  return new IzaError('UNAVAILABLE', `The password of Neo4j is missing: ${name} is not set.`, {
    hint: 'Set it in the environment of the program, or correct neo4j.passwordEnv in the settings of the knowledge graph.',
  });
}

/** Whether the work ended in time. */
export async function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, ms, false);
  timer.unref();
  try {
    return await Promise.race([work.then(() => true), promise]);
  } finally {
    clearTimeout(timer);
  }
}
