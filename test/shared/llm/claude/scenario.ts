import { createClaudeProvider } from '../../../../shared/llm/claude/provider.ts';
import { LlmError, type LlmErrorCode } from '../../../../shared/llm/errors.ts';
import type { GenerateRequest, Resolved, StopReason, Usage } from '../../../../shared/llm/port.ts';
import type { Logger } from '../../../../shared/log.ts';
import { testClock } from '../../../clock.ts';
import type { ApiRequest, Endpoint } from '../../../support/messages-api/request.ts';
import type { Rule } from '../../../support/messages-api/rules.ts';
import { startMessagesApi } from '../../../support/messages-api/server.ts';
import { hello, optionsFor } from './request.ts';

/** The endpoint that a scenario is about, by the way of asking. */
const ENDPOINTS = {
  generate: 'messages',
  generateJson: 'messages',
  stream: 'messages',
  generateWithTools: 'messages',
  countTokens: 'count_tokens',
  models: 'models',
  'batches.create': 'batches.create',
  'batches.results': 'batches.results',
} as const satisfies Record<string, Endpoint>;

export type Ask = keyof typeof ENDPOINTS;

/** A fault, and all that a caller and the journal see of it. */
export interface Scenario {
  name: string;
  ask: Ask;
  /** Where the fault is, if not where the way of asking goes. */
  endpoint?: Endpoint;
  rule: Omit<Rule, 'when'>;
  request?: Partial<Resolved<GenerateRequest>>;
  /** A signal for the call, and what sets it off: that the request has arrived, or that a stream said something. */
  signal?(): { signal: AbortSignal; arrived?(): void; heard?(text: string): void };
  /** In place of the server of the bench. */
  baseURL?(): Promise<string>;
  expected: Outcome;
}

export interface Outcome {
  error?: {
    code: LlmErrorCode;
    retryable: boolean;
    status?: number;
    retryAfterMs?: number;
    usage?: Usage;
  };
  result?: { text: string; stop: StopReason; usage: Usage; model: string } | number;
  /** What a stream said before its end. */
  heard?: string;
  /** Every request that reached the server: endpoint, status, how its answer ended. */
  journal: string[];
}

/** Plays a scenario with the real SDK against a server of its own. */
export async function play(scenario: Scenario, log: Logger): Promise<Outcome> {
  const { signal, arrived, heard } = scenario.signal?.() ?? {};
  const when = ({ endpoint }: ApiRequest): boolean => {
    const meant = endpoint === (scenario.endpoint ?? ENDPOINTS[scenario.ask]);
    if (meant) arrived?.();
    return meant;
  };
  const clock = testClock();
  const api = await startMessagesApi({ clock, batchPolls: 0, rules: [{ ...scenario.rule, when }] });
  const baseURL = (await scenario.baseURL?.()) ?? api.url;
  const options = optionsFor(api, { log, clock, baseURL });
  let said = '';
  const outcome = async (): Promise<Pick<Outcome, 'result' | 'error'>> => {
    try {
      const request = hello({ ...scenario.request, ...(signal && { signal }) });
      return {
        result: await perform(scenario.ask, request, options, (text) => {
          said += text;
          heard?.(text);
        }),
      };
    } catch (error) {
      if (!(error instanceof LlmError)) throw error;
      const { retryable, status, retryAfterMs, usage } = error.details;
      return {
        error: {
          code: error.code,
          retryable,
          ...(status !== undefined && { status }),
          ...(retryAfterMs !== undefined && { retryAfterMs }),
          ...(usage && { usage }),
        },
      };
    }
  };
  try {
    const ended = await outcome();
    await api.settled();
    return {
      ...ended,
      ...(said !== '' && { heard: said }),
      journal: api.journal.entries.map(
        ({ request, answer, delivery }) => `${request.endpoint} ${answer?.status} ${delivery}`,
      ),
    };
  } finally {
    await api.close();
  }
}

async function perform(
  ask: Ask,
  request: Resolved<GenerateRequest>,
  options: Parameters<typeof createClaudeProvider>[0],
  heard: (text: string) => void,
): Promise<Outcome['result']> {
  const claude = createClaudeProvider(options);
  const { batches } = claude;
  const object = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };
  switch (ask) {
    case 'generate':
      return pick(await claude.generate(request));
    case 'generateJson':
      return pick(await claude.generateJson({ ...request, schema: object, name: 'verdict' }));
    case 'generateWithTools': {
      const tools = [{ name: 'look', description: 'Looks.', schema: object }];
      return pick(await claude.generateWithTools({ ...request, tools }));
    }
    case 'countTokens':
      return claude.countTokens(request);
    case 'models':
      return (await claude.models(request.signal)).length;
    case 'stream': {
      for await (const event of claude.stream(request)) {
        if (event.type === 'done') return pick(event.result);
        heard(event.text);
      }
      return undefined;
    }
    case 'batches.create':
      await batches.create([{ id: 'a', request }], request.signal);
      return 1;
    case 'batches.results': {
      const { id } = await batches.create([{ id: 'a', request }], request.signal);
      return (await batches.results(id, request.signal)).size;
    }
  }
}

function pick({ text, stop, usage, model }: Exclude<Outcome['result'], number | undefined>) {
  return { text, stop, usage, model };
}
