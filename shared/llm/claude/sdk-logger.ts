import type { ClientOptions } from '@anthropic-ai/sdk';
import type { Logger } from '../../log.ts';

/** Facts of a request that are no secret and no content; the SDK's own lines hold whole requests and answers. */
const FACTS = ['method', 'url', 'status', 'durationMs', 'retryOf'];

/**
 * The SDK's log, into ours on stderr: its default writes to stdout, which is the protocol of a stdio server. What it
 * calls info, a line a request, is debug here.
 */
export function sdkLogger(log: Logger): Required<Pick<ClientOptions, 'logger' | 'logLevel'>> {
  const to =
    (level: 'debug' | 'warn' | 'error') =>
    (message: string, ...rest: unknown[]): void =>
      log[level](factsOf(rest), `anthropic sdk: ${message}`);
  return {
    logLevel: log.isLevelEnabled('debug') ? 'debug' : 'warn',
    logger: { error: to('error'), warn: to('warn'), info: to('debug'), debug: to('debug') },
  };
}

function factsOf(rest: readonly unknown[]): Record<string, unknown> {
  const facts = rest.flatMap((value) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).filter(([name]) => FACTS.includes(name))
      : [],
  );
  return Object.fromEntries(facts);
}
