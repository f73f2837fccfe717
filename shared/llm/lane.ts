import type { Clock } from '../clock.ts';
import { estimateTokens } from '../text/tokens.ts';
import { type Average, createAverage } from './average.ts';
import { type Breaker, createBreaker } from './breaker.ts';
import { estimateInputTokens } from './http/estimate.ts';
import { type Allowance, createPacer, type Pacer } from './pacing.ts';
import type { GenerateRequest, RateLimits, Usage } from './port.ts';
import type { Sleep } from './sleep.ts';

/** What is known of one model of one provider, from the calls of this process. */
export interface Lane {
  readonly provider: string;
  readonly model: string;
  readonly pacer: Pacer;
  readonly breaker: Breaker;
  /** Milliseconds from sending to the end of the answer. */
  readonly latency: Average;
  /** Tokens of the input, guessed and then corrected by how far earlier guesses were off. */
  guessInput(request: Guessable): number;
  /** Tokens that the input has at most, as far as that can be guessed: what is reserved has to be enough. */
  mostInput(request: Guessable): number;
  /** Tokens that an answer probably has, of those it may have. */
  guessOutput(maxTokens: number): number;
  /** What a call really took, for the next guess. */
  learn(request: Guessable & { maxTokens: number }, usage: Usage): void;
}

/** What the size of a request is guessed from; `extra` is the JSON of its tools or its schema. */
export type Guessable = Pick<GenerateRequest, 'system' | 'messages'> & { extra?: string };

export interface Lanes {
  of(provider: string, model: string): Lane;
  ofProvider(provider: string): readonly Lane[];
  /** Limits that a provider reported: of the model it names, of all where it names none that was called. */
  learn(provider: string, limits: RateLimits): void;
}

const WEIGHT = 0.2;
/** A guess is never corrected by more: one odd answer should not spoil those that follow. */
const MOST_OFF = 4;
/** Answers shorter than this part of what they may have are not counted on. */
const LEAST_SHARE = 0.05;

export function createLanes(
  { clock, sleep }: { clock: Clock; sleep: Sleep },
  allowanceOf: (provider: string) => Allowance | undefined,
): Lanes {
  const lanes = new Map<string, Lane>();
  const ofProvider = (provider: string) => [...lanes.values()].filter((lane) => lane.provider === provider);
  return {
    ofProvider,
    of(provider, model) {
      const key = JSON.stringify([provider, model]);
      const found = lanes.get(key);
      if (found) return found;
      const lane = createLane(provider, model, {
        pacer: createPacer(clock, sleep, provider, allowanceOf(provider)),
        breaker: createBreaker(clock, provider),
      });
      lanes.set(key, lane);
      return lane;
    },
    learn(provider, limits) {
      const all = ofProvider(provider);
      const named = all.filter(({ model }) => model === limits.model);
      for (const lane of named.length > 0 ? named : all) lane.pacer.learn(limits);
    },
  };
}

function createLane(provider: string, model: string, parts: Pick<Lane, 'pacer' | 'breaker'>): Lane {
  const inputRatio = createAverage(WEIGHT);
  const outputShare = createAverage(WEIGHT);
  const roughly = (request: Guessable) =>
    estimateInputTokens(request) + (request.extra === undefined ? 0 : estimateTokens(request.extra));
  return {
    ...parts,
    provider,
    model,
    latency: createAverage(WEIGHT),
    guessInput: (request) => Math.ceil(roughly(request) * (inputRatio.value ?? 1)),
    // Parallel calls would overshoot together where one guess after cheap calls is too low for all of them.
    mostInput: (request) => Math.ceil(roughly(request) * Math.max(1, inputRatio.value ?? 1)),
    guessOutput: (maxTokens) => Math.ceil(maxTokens * Math.max(LEAST_SHARE, outputShare.value ?? 1)),
    learn(request, usage) {
      const input = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
      const guess = roughly(request);
      if (input > 0 && guess > 0) inputRatio.add(Math.min(MOST_OFF, Math.max(1 / MOST_OFF, input / guess)));
      outputShare.add(Math.min(1, usage.outputTokens / request.maxTokens));
    },
  };
}
