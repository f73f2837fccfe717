import type { Breaker } from '../llm/breaker.ts';
import { startDeadline, type Timing, withinSignal } from '../llm/deadline.ts';
import { explainFailure, wasSent } from '../llm/failure.ts';
import type { Ledger } from '../llm/ledger/ledger.ts';
import type { Account } from '../llm/port.ts';
import type { Price } from '../llm/prices/table.ts';
import { withRetries } from '../llm/retry.ts';
import { NO_USAGE, soundUsage } from '../llm/usage.ts';
import { estimateTokens } from '../text/tokens.ts';
import type { BareEmbedder, Embedder, EmbeddingKind, Prefixes } from './embedder.ts';

/** What a provider may add to a text, in tokens: marks of its own, or words for what it is embedded for. */
const ADDED = 32;
/** Kept longer than the request itself: writing what it cost comes after it. */
const SETTLING_MS = 60_000;

export interface AttemptedDeps extends Timing {
  /** Numbers in [0, 1). */
  random(): number;
  ledger: Ledger;
  /** Undefined for an embedder that costs nothing. */
  price(): Price | undefined;
  /** One for all accounts. */
  breaker: Breaker;
  model: string;
  prefixes: Prefixes | undefined;
  /** Milliseconds for one attempt; all of them together may take twice as long. */
  timeoutMs: number;
}

/**
 * An embedder whose requests are tried again where that may help, and held back while the provider is unwell. Each
 * attempt is reserved for before it is sent, and settled after, on the account's budgets.
 */
export function attempted(embedder: BareEmbedder, account: Account, deps: AttemptedDeps): Embedder {
  const { clock, sleep, random, ledger, breaker, model, timeoutMs } = deps;

  return {
    ...embedder,
    async embed(texts, kind, parent) {
      const price = deps.price();
      const { most, likely } = tokensOf(texts, kind, deps.prefixes);
      const time = startDeadline(2 * timeoutMs, parent, deps, `Embedding with ${embedder.id}`);
      const { signal } = time;
      const costOf = (tokens: number) => {
        const usage = soundUsage({ ...NO_USAGE, inputTokens: tokens });
        return { usage, cost: price?.cost(usage) ?? { nanoUsd: 0, estimated: false } };
      };
      let sent = false;

      const begin = async () => {
        breaker.check();
        const reservation =
          price &&
          (await ledger.reserve({
            account,
            provider: embedder.id,
            model,
            cost: costOf(most).cost,
            lifetimeMs: timeoutMs + SETTLING_MS,
          }));
        try {
          signal.throwIfAborted();
          return { reservation, passage: breaker.enter() };
        } catch (error) {
          await reservation?.release();
          throw error;
        }
      };

      const once = async (): Promise<Float32Array[]> => {
        sent = false;
        const { reservation, passage } = await begin();
        sent = true;
        let told: number | undefined;
        const tell = (tokens: number) => {
          told = tokens;
        };
        try {
          const vectors = await withinSignal(embedder.embed(texts, kind, signal, tell), signal, sleep);
          passage.succeeded();
          await reservation?.settle({ model, ...costOf(told ?? likely) });
          return vectors;
        } catch (thrown) {
          const error = explainFailure(thrown, signal, embedder.id);
          passage.failed(error.code);
          if (told !== undefined) await reservation?.settle({ model, ...costOf(told) });
          else if (wasSent(thrown, signal)) await reservation?.settle({ model, ...costOf(most) });
          else await reservation?.release();
          throw error;
        }
      };

      try {
        // What may not be sent now is not waited for: whoever asks can do without vectors.
        return await withRetries(once, {
          clock,
          sleep,
          random,
          deadline: time.at,
          signal,
          mayRetry: () => sent,
        });
      } finally {
        time.end();
      }
    },
  };
}

/** Tokens of texts: at most one a byte, since tokenizers begin with bytes; and as many as they probably are. */
function tokensOf(texts: readonly string[], kind: EmbeddingKind, prefixes: Prefixes | undefined) {
  const whole = texts.map((text) => (prefixes?.[kind] ?? '') + text);
  return {
    most: whole.reduce((sum, text) => sum + Buffer.byteLength(text) + ADDED, 0),
    likely: whole.reduce((sum, text) => sum + estimateTokens(text), 0),
  };
}
