import type { PlannedCall } from './attempt.ts';
import type { Candidate, Need } from './candidate.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { LlmError } from './errors.ts';
import type { Accounted, Route } from './llm.ts';
import type { ModelConfig } from './model-config.ts';
import type { Orchestrator, Taken } from './orchestrator.ts';
import type { GenerateRequest, GenerateResult, Message, Provider, Resolved, StreamEvent } from './port.ts';
import { answer, type ResilienceDeps, streamedAnswer } from './resilience.ts';
import { type Spending, startSpending } from './spending.ts';
import { NO_USAGE } from './usage.ts';

const TIMEOUT_MS = 120_000;
/** What a timer can hold; a longer one would go off at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** One call through the core, however many attempts and turns it takes. */
export interface CallContext {
  deadline: Deadline;
  spending: Spending;
}

export type Send = (provider: Provider, request: Resolved<GenerateRequest>) => Promise<GenerateResult>;

export interface Calls {
  begin(request: GenerateRequest): CallContext;
  /** Runs a call from its beginning to its end. */
  within<T>(request: GenerateRequest, work: (context: CallContext) => Promise<T>): Promise<T>;
  /** The candidate that would take the call, for what is done with it without an answer. */
  choose<T>(
    request: GenerateRequest,
    context: CallContext,
    use: (candidate: Candidate, signal: AbortSignal) => Promise<T>,
  ): Promise<Taken<T>>;
  /** One conversation: its turns may be taken by different providers, but stay with one while it can take them. */
  conversation(request: GenerateRequest, need: Need, context: CallContext, send: Send): Conversation;
  stream(
    request: GenerateRequest,
    context: CallContext,
  ): Promise<Taken<AsyncGenerator<StreamEvent, void, undefined>>>;
}

export interface Conversation {
  ask(messages: readonly Message[]): Promise<GenerateResult>;
  /** The result with the account of the whole call. */
  account<R extends GenerateResult>(result: R): Accounted<R>;
}

/** The calls of the core, between the alias and the attempts. */
export function createCalls(
  orchestrator: Orchestrator,
  resilience: ResilienceDeps,
  providers: ModelConfig['providers'],
): Calls {
  const { clock, sleep } = resilience;
  const timeouts = new Map(Object.entries(providers).map(([id, { timeoutMs }]) => [id, timeoutMs]));

  const begin = (request: GenerateRequest): CallContext => {
    check(request);
    const ms = Math.min(LONGEST_MS, Math.ceil(request.timeoutMs ?? TIMEOUT_MS));
    const deadline = startDeadline(ms, request.signal, { clock, sleep }, 'The call');
    return { deadline, spending: startSpending() };
  };

  const plan = (
    { lane, request, inputTokens, cost }: Candidate,
    need: Need,
    context: CallContext,
  ): PlannedCall => ({
    ...context,
    lane,
    inputTokens,
    cost,
    account: request.account,
    request: { ...request, ...(need.extra !== undefined && { extra: need.extra }) },
    attemptMs: timeouts.get(lane.provider) ?? TIMEOUT_MS,
  });

  const toSend = ({ request }: Candidate, { deadline }: CallContext, signal: AbortSignal) => ({
    ...request,
    signal,
    // The whole time of the call: what is left of it is the signal's to end.
    timeoutMs: deadline.ms,
  });

  return {
    begin,

    async within(request, work) {
      const context = begin(request);
      try {
        return await work(context);
      } catch (error) {
        throw withUsage(error, context);
      } finally {
        context.deadline.end();
      }
    },

    choose: (request, { deadline: { signal } }, use) =>
      orchestrator.take({ ...plain(request), signal }, {}, (candidate) => use(candidate, signal)),

    conversation(request, need, context, send) {
      let last: Route | undefined;
      return {
        async ask(messages) {
          const { value, route } = await orchestrator.take(
            { ...plain(request), messages, signal: context.deadline.signal },
            need,
            (candidate) =>
              answer(plan(candidate, need, context), resilience, (signal) =>
                send(candidate.provider, toSend(candidate, context, signal)),
              ),
            last?.provider,
          );
          last = route;
          return value;
        },
        account(result) {
          if (!last) throw new RangeError('There is no result before the first answer.');
          const { usage, cost } = context.spending;
          return { ...result, usage, cost, route: last };
        },
      };
    },

    stream: (request, context) =>
      orchestrator.take(
        { ...plain(request), signal: context.deadline.signal },
        { streaming: true },
        (candidate) =>
          streamedAnswer(plan(candidate, {}, context), resilience, (signal) =>
            candidate.provider.stream(toSend(candidate, context, signal)),
          ),
      ),
  };
}

/** A request without what only one kind of call has: the rest goes to the provider as it is. */
function plain({
  model,
  account,
  system,
  messages,
  maxTokens,
  cache,
  effort,
}: GenerateRequest): GenerateRequest {
  return {
    model,
    account,
    messages,
    maxTokens,
    ...(system !== undefined && { system }),
    ...(cache !== undefined && { cache }),
    ...(effort !== undefined && { effort }),
  };
}

function check({ messages, maxTokens, timeoutMs = TIMEOUT_MS }: GenerateRequest): void {
  if (messages.length > 0 && Number.isInteger(maxTokens) && maxTokens > 0 && timeoutMs > 0) return;
  throw new LlmError('BAD_REQUEST', 'A request needs a message, room for an answer, and time.', {
    retryable: false,
  });
}

/** An error tells what the whole call has used, all its turns and attempts. */
function withUsage(error: unknown, { spending }: CallContext): unknown {
  if (!(error instanceof LlmError) || spending.usage === NO_USAGE) return error;
  return new LlmError(error.code, error.message, { ...error.details, usage: spending.usage });
}
