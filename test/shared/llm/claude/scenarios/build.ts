import type { LlmErrorCode } from '../../../../../shared/llm/errors.ts';
import type { StopReason, Usage } from '../../../../../shared/llm/port.ts';
import type { Fault } from '../../../../support/messages-api/faults.ts';
import { DEFAULT_ANSWER } from '../../../../support/messages-api/server.ts';
import { SONNET } from '../request.ts';
import type { Ask, Outcome, Scenario } from '../scenario.ts';

type Details = Omit<NonNullable<Outcome['error']>, 'code' | 'retryable'>;

/** A scenario of one request that goes wrong. */
export function fails(
  name: string,
  ask: Ask,
  fault: Fault | Fault[],
  [code, retryable, details = {}]: [LlmErrorCode, boolean, Details?],
  journal: string,
  more: Partial<Scenario> & { heard?: string } = {},
): Scenario {
  const { heard, ...rest } = more;
  const expected = { error: { code, retryable, ...details }, ...(heard && { heard }), journal: [journal] };
  return { name: `${ask}: ${name}`, ask, rule: { fault }, expected, ...rest };
}

/** A scenario in which something is odd and the answer is good all the same. */
export function works(
  name: string,
  ask: Ask,
  fault: Fault | Fault[],
  result: Partial<{ text: string; stop: StopReason; usage: Usage; model: string }> | number = {},
  more: Partial<Scenario> = {},
): Scenario {
  const whole = { text: DEFAULT_ANSWER, stop: 'end' as const, usage: usage(6, 15), model: SONNET };
  const said = typeof result === 'number' ? result : { ...whole, ...result };
  const heard = ask === 'stream' && typeof said !== 'number' ? said.text : '';
  const endpoint = { countTokens: 'count_tokens', models: 'models' }[ask as string] ?? 'messages';
  return {
    name: `${ask}: ${name}`,
    ask,
    rule: { fault },
    expected: { result: said, ...(heard && { heard }), journal: [`${endpoint} 200 sent`] },
    ...more,
  };
}

export function usage(inputTokens: number, outputTokens: number): Usage {
  return { inputTokens, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0 };
}

export const OK = 'messages 200 sent';
export const CUT = 'messages 200 broken';
export const LEFT = 'messages 200 abandoned';

/** The default answer is 60 bytes, 15 tokens, and as a stream: start, ping, block start, 8 deltas, block stop, delta, stop. */
export const first = (characters: number) => DEFAULT_ANSWER.slice(0, characters);
