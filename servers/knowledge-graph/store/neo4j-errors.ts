import { IzaError, type IzaErrorDetails } from '../../../shared/mcp/errors.ts';

export type AccessMode = 'READ' | 'WRITE';

export interface Circumstances {
  /** Without user and password. */
  address: string;
  mode: AccessMode;
  /** Whether a transaction had begun. */
  begun: boolean;
}

const RESTART =
  'Start Neo4j (`docker compose up -d neo4j`) or correct neo4j.url in the settings of the knowledge graph.';
const PASSWORD =
  'Check neo4j.user in the settings of the knowledge graph, and the environment variable that neo4j.passwordEnv names.';
const WAIT = 'Try again; if it stays so, look at the log of Neo4j.';
const ASK_LESS = 'Ask for less at once, or try again.';

/** Codes of the driver for connections that cannot be had or were lost; N/A is also what it says for a full pool. */
const CONNECTION = /^(ServiceUnavailable|SessionExpired|N\/A)$/;

/** Whether a failure says nothing about other calls, or that the server has to be asked first whether it is there. */
export function isConnectionLost(error: unknown): boolean {
  return CONNECTION.test(codeOf(error) ?? '');
}

/**
 * What a failed call means; errors that are not of the driver come back as they are. The text of the server is in
 * the cause, for the log, and never in the message. Codes: https://neo4j.com/docs/status-codes/5/errors/all-errors/
 */
export function explainNeo4jError(error: unknown, { address, mode, begun }: Circumstances): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  const say = (kind: IzaError['code'], message: string, details: IzaErrorDetails = {}): IzaError =>
    new IzaError(kind, message, { ...details, cause: error });
  const name = code.split('.').at(-1) ?? code;

  if (CONNECTION.test(code)) {
    const unsure = mode === 'WRITE' && begun;
    return say('UNAVAILABLE', `Neo4j at ${address} cannot be reached.`, {
      ...(unsure && { why: 'The connection was lost during a change; it may be stored or not.' }),
      hint: RESTART,
    });
  }
  if (code === 'ProtocolError') {
    return say('UNAVAILABLE', `What answers at ${address} does not answer as Neo4j 5 does.`, {
      hint: RESTART,
    });
  }
  if (
    name === 'AccessMode' ||
    (name === 'Forbidden' && mode === 'READ') ||
    name === 'ForbiddenOnReadOnlyDatabase'
  ) {
    return say('READ_ONLY', 'Neo4j refused to write in a transaction that only reads.');
  }
  if (code.startsWith('Neo.ClientError.Security.')) {
    const why = `Neo4j said ${name}.`;
    return say('UNAVAILABLE', `Neo4j at ${address} refused the user or the password.`, {
      why,
      hint: PASSWORD,
    });
  }
  if (code.startsWith('Neo.ClientError.Schema.Constraint')) {
    return say('CONFLICT', 'Neo4j has something with the same id already.', { why: `Neo4j said ${name}.` });
  }
  if (name.startsWith('TransactionTimedOut')) {
    return say('TIMEOUT', `Neo4j at ${address} did not finish in time.`, { hint: ASK_LESS });
  }
  if (name.includes('OutOfMemory')) {
    return say('TOO_LARGE', 'Neo4j has not enough memory for this.', {
      why: `Neo4j said ${name}.`,
      hint: ASK_LESS,
    });
  }
  if (code.startsWith('Neo.ClientError.Database.')) {
    const hint =
      'Correct neo4j.database in the settings of the knowledge graph; a community server has `neo4j`.';
    return say('UNAVAILABLE', `Neo4j at ${address} does not have the database.`, { hint });
  }
  if (/^Neo\.ClientError\.(Statement|Procedure)\./.test(code)) {
    return say('INVALID_INPUT', 'Neo4j refused the statement.', { why: `${name}${placeOf(error)}.` });
  }
  if (code.startsWith('Neo.TransientError.')) {
    return say('UNAVAILABLE', `Neo4j at ${address} cannot do it now.`, {
      why: `Neo4j said ${name}.`,
      hint: WAIT,
    });
  }
  return say('INTERNAL', `Neo4j at ${address} failed.`, { why: `Neo4j said ${name}.`, hint: WAIT });
}

/** By its form, so that this file does not load the driver. */
function codeOf(error: unknown): string | undefined {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  return name === 'Neo4jError' && typeof code === 'string' ? code : undefined;
}

/** Where in the statement, the one thing of the server's text that is safe to show. */
function placeOf(error: unknown): string {
  const { message = '' } = error as { message?: string };
  const [, line, column] = /\(line (\d+), column (\d+) /.exec(message) ?? [];
  return line === undefined ? '' : ` at line ${line}, column ${column}`;
}
