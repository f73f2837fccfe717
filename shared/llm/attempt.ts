import type { Logger } from '../log.ts';
import type { Cost } from './cost.ts';
import type { Timing } from './deadline.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { LlmError } from './errors.ts';
import { explainFailure, wasSent } from './failure.ts';
import type { Lane } from './lane.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Account, GenerateResult, Usage } from './port.ts';
import type { PriceTable } from './prices/table.ts';
import type { Spending } from './spending.ts';
import { NO_USAGE, soundUsage } from './usage.ts';

/** A call with its model chosen, as the attempts at it need to know it. */
export interface PlannedCall {
  lane: Lane;
  account: Account;
  request: Parameters<Lane['learn']>[0];
  /** Tokens of the input, guessed. */
  inputTokens: number;
  /** Most it can cost. */
  cost: Cost;
  attemptMs: number;
  deadline: Deadline;
  spending: Spending;
}

export interface AttemptDeps extends Timing {
  ledger: Ledger;
  prices: PriceTable;
  log: Logger;
}

/** An attempt that may be sent now. Exactly one of its outcomes has to be told. */
export interface Attempt {
  /** Aborted when its time, or that of the whole call, is over. */
  readonly signal: AbortSignal;
  /** Gives the attempt its time anew: something has come. */
  progressed(): void;
  /** Aborts it for a reason of the caller's. */
  stop(reason: LlmError): void;
  succeeded(result: GenerateResult): Promise<GenerateResult>;
  /** Books what was used and returns the error as the layers above decide about it. `began` where something of it had come. */
  failed(error: unknown, began?: boolean): Promise<LlmError>;
}

/** Kept longer than the attempt itself: writing what it cost comes after it. */
const SETTLING_MS = 60_000;

/**
 * Gets an attempt its place: the circuit has to let it through, its turn has to come, and its cost has to fit the
 * budgets. @throws LlmError when it may not be sent; then it has used nothing.
 */
export async function beginAttempt(call: PlannedCall, deps: AttemptDeps): Promise<Attempt> {
  const { lane, deadline, spending } = call;
  const { ledger, prices, clock, log } = deps;
  const expected = {
    inputTokens: call.inputTokens,
    outputTokens: lane.guessOutput(call.request.maxTokens),
  };
  // Before the queue, since nobody should wait for an open circuit, and again after it, since it may have opened.
  lane.breaker.check();
  const ticket = await lane.pacer.acquire(expected, deadline.signal);
  const reservation = await reserve().catch((error: unknown) => {
    ticket.settle();
    throw error;
  });
  const time = startDeadline(call.attemptMs, deadline.signal, deps, `The answer of ${lane.provider}`);
  const sentAt = clock.monotonic();

  async function reserve() {
    const held = await ledger.reserve({
      account: call.account,
      provider: lane.provider,
      model: lane.model,
      cost: call.cost,
      callNanoUsd: spending.cost.nanoUsd,
      lifetimeMs: deadline.ms + SETTLING_MS,
    });
    try {
      deadline.signal.throwIfAborted();
      return { ...held, passage: lane.breaker.enter() };
    } catch (error) {
      await held.release();
      throw error;
    }
  }

  /** A caller with little time says nothing about the provider. */
  const isHasty = ({ code }: LlmError): boolean =>
    code === 'TIMEOUT' && deadline.signal.aborted && clock.monotonic() - sentAt < PATIENCE_MS;

  const book = async (usage: Usage, model: string): Promise<void> => {
    ticket.settle({
      inputTokens: usage.inputTokens + usage.cacheWriteTokens,
      outputTokens: usage.outputTokens,
    });
    const answered = prices.of(lane.provider, model, clock.now());
    // A name the table does not know is most likely another name of the model that was asked for.
    const price = answered.estimated ? prices.of(lane.provider, lane.model, clock.now()) : answered;
    const cost = price.cost(usage);
    spending.add(usage, cost);
    await reservation.settle({ model, usage, cost });
  };

  /** What nobody told the use of is booked as the most it can be: the provider may charge that. */
  const bookWhole = async (): Promise<void> => {
    ticket.settle(expected);
    const usage = { ...NO_USAGE, inputTokens: call.inputTokens, outputTokens: call.request.maxTokens };
    spending.add(usage, call.cost);
    await reservation.settle({ model: lane.model, usage, cost: call.cost });
  };

  return {
    signal: time.signal,
    progressed: time.restart,
    stop: time.stop,

    async succeeded(result) {
      time.end();
      const usage = soundUsage(result.usage);
      reservation.passage.succeeded();
      lane.latency.add(clock.monotonic() - sentAt);
      lane.learn(call.request, usage);
      await book(usage, result.model);
      return { ...result, usage };
    },

    async failed(thrown, began = false) {
      time.end();
      const error = explainFailure(thrown, time.signal, lane.provider);
      reservation.passage.failed(isHasty(error) ? 'CANCELLED' : error.code);
      if (error.code === 'RATE_LIMITED') lane.pacer.refused(error.details.retryAfterMs);
      log.debug(
        { err: thrown, code: error.code, provider: lane.provider, model: lane.model },
        'a model call failed',
      );
      if (error.details.usage) await book(soundUsage(error.details.usage), lane.model);
      else if (began || wasSent(thrown, time.signal)) await bookWhole();
      else {
        ticket.settle(error.code === 'UNREACHABLE' ? undefined : NO_TOKENS);
        await reservation.release();
      }
      return new LlmError(error.code, error.message, {
        ...error.details,
        provider: lane.provider,
        usage: spending.usage,
      });
    },
  };
}

/** A provider that has not answered by then is slow, whoever waits for it. */
const PATIENCE_MS = 10_000;
const NO_TOKENS = { inputTokens: 0, outputTokens: 0 };
