import * as z from 'zod';
import { LlmError, type LlmErrorCode } from '../../../shared/llm/errors.ts';
import type { Llm } from '../../../shared/llm/llm.ts';
import type { Prompt } from '../../../shared/llm/prompts/prompt.ts';
import { renderPrompt } from '../../../shared/llm/prompts/render.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import type { Level, ScanOptions } from '../../../shared/privacy/finding.ts';
import { findInstructions } from '../../../shared/privacy/instructions.ts';
import { decide, type Policy } from '../../../shared/privacy/policy.ts';
import { redact } from '../../../shared/privacy/redact.ts';
import { scan } from '../../../shared/privacy/scan.ts';
import type { Memory } from '../memory.ts';
import { type DigestWriter, saidIn, type Written } from './digests.ts';
import { ungrounded } from './grounded.ts';

const DIGEST = z.object({
  sentences: z
    .array(z.object({ text: z.string().min(1).max(600), cites: z.array(z.string()).min(1).max(20) }))
    .min(3)
    .max(7),
});

/** Characters of messages that are sent at most: the newest, some 8,000 tokens. */
const MOST_SENT = 32_000;
/** With fewer messages there is nothing to make short. */
const FEWEST_SENT = 6;
const TIMEOUT_MS = 60_000;

/** Failures after which another conversation would fare no better now. */
const LASTING: readonly LlmErrorCode[] = [
  'NO_ACCESS',
  'NO_MODEL',
  'BUDGET_EXHAUSTED',
  'RATE_LIMITED',
  'OVERLOADED',
  'UNREACHABLE',
];

export interface ModelDigestOptions {
  llm: Pick<Llm, 'generateObject'>;
  /** `digest-conversation`. */
  prompt: Prompt;
  policy: Policy;
  scan: ScanOptions;
}

/**
 * Has a model write digests. Nothing is sent that the policy keeps from models, and an answer counts only where each
 * number and name of each sentence is in the messages that the sentence cites.
 */
export function modelDigest({ llm, prompt, policy, scan: options }: ModelDigestOptions): DigestWriter {
  return async (messages, signal) => {
    const sendable = messages.flatMap((message) => {
      const text = sendableText(message, policy, options);
      return text === undefined ? [] : { ...saidIn(message), text };
    });
    const sent = newest(sendable);
    if (sent.length < FEWEST_SENT) return { reason: 'too little of it may be sent to a model' };
    // Short names cost less than ids, and a made-up one is told at once.
    const byName = new Map(sent.map((said, index) => [`m${index + 1}`, said]));
    const shown = Array.from(byName, ([id, { by, text }]) => ({ id, by, text }));
    try {
      const { system, messages: turns, model, maxTokens } = renderPrompt(prompt, { messages: shown });
      const { object } = await llm.generateObject({
        model,
        account: { caller: 'memory' },
        ...(system && { system }),
        messages: turns,
        maxTokens,
        schema: DIGEST,
        name: 'digest',
        timeoutMs: TIMEOUT_MS,
        signal,
      });
      return checked(object.sentences, byName);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof IzaError)
        return { reason: 'what models cost cannot be written down', givesUp: true };
      if (!(error instanceof LlmError)) throw error;
      // What came of an answer may quote it; the code does not.
      return { reason: WORDS[error.code] ?? 'the model failed', givesUp: LASTING.includes(error.code) };
    }
  };
}

const WORDS: Partial<Record<LlmErrorCode, string>> = {
  NO_ACCESS: 'the model cannot be used: its key is missing, wrong or expired',
  NO_MODEL: 'there is no such model',
  BUDGET_EXHAUSTED: 'the budget for models is used up',
  RATE_LIMITED: 'the model takes no more requests for now',
  OVERLOADED: 'the model is overloaded or failing',
  UNREACHABLE: 'the model could not be reached',
  TIMEOUT: 'the model took too long',
  REFUSED: 'the model declined',
  SCHEMA_VIOLATION: 'the model did not answer in the form that was asked for',
  BAD_ANSWER: 'the answer of the model broke off',
  TOO_LARGE: 'the conversation is too large for the model',
};

function checked(
  sentences: readonly { text: string; cites: string[] }[],
  byName: ReadonlyMap<string, { id: string; by: string; text: string }>,
): Written {
  for (const { text, cites } of sentences) {
    const cited = cites.flatMap((name) => byName.get(name) ?? []);
    if (cited.length < cites.length) return { reason: 'it cites a message that is not there' };
    const wrong = ungrounded(
      text,
      cited.map((said) => `${said.by}: ${said.text}`),
    );
    if (wrong) return { reason: wrong };
    if (findInstructions(text).length > 0) return { reason: 'it reads like orders to a model' };
  }
  return {
    sentences: sentences.map(({ text, cites }) => ({
      text: text.replace(/\s+/gu, ' ').trim(),
      cites: [...new Set(cites)].flatMap((name) => byName.get(name)?.id ?? []),
    })),
  };
}

/** The text as far as the policy lets it go to a model; undefined where it does not. */
function sendableText(
  { text, sensitivity }: Memory,
  policy: Policy,
  options: ScanOptions,
): string | undefined {
  if (decide(sensitivity as Level, 'sendToModel', policy).outcome !== 'allow') return undefined;
  const { outcome, redact: findings } = decide(scan(text, options), 'sendToModel', policy);
  if (outcome === 'allow') return text;
  return outcome === 'redact' ? redact(text, findings, 0).text : undefined;
}

function newest<T extends { text: string }>(said: readonly T[]): T[] {
  let characters = 0;
  const first = said.findLastIndex(({ text }) => {
    characters += text.length;
    return characters > MOST_SENT;
  });
  return said.slice(first + 1);
}
