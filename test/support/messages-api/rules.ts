import type { Fault } from './faults.ts';
import type { Reply } from './replies.ts';
import type { ApiRequest, Endpoint } from './request.ts';

/** What a request must be for a rule to answer it; all that is given must hold. Messages only, unless `endpoint` is given. */
export interface Conditions {
  endpoint?: Endpoint | 'any';
  model?: string;
  /** Found in the last message of the user. */
  text?: string | RegExp;
  /** From 1: one more than the answers that the conversation holds. */
  turn?: number;
  /** The name of a tool that is offered. */
  tool?: string;
  stream?: boolean;
  customId?: string;
}

export type Matcher = Conditions | ((request: ApiRequest) => boolean);

export interface Rule {
  /** As the journal names it; its place among the rules unless given. */
  name?: string;
  /** Any request for a message, unless given. */
  when?: Matcher;
  /** How many requests it answers before it is passed over; no end unless given. */
  times?: number;
  /** What the model says. A rule with a fault and no reply says a sentence of its own. */
  reply?: Reply | ((request: ApiRequest) => Reply | Promise<Reply>);
  fault?: Fault | readonly Fault[];
  /** In a batch: how the request ends in place of an answer. */
  inBatch?: 'expired' | 'canceled';
}

export interface Rules {
  /** Puts rules behind those there are. */
  add(...rules: Rule[]): void;
  /** Puts rules in the place of those there are. */
  set(...rules: Rule[]): void;
  /** Rules with a `times` that did not answer as often as they say. */
  unused(): string[];
}

export interface OpenRules extends Rules {
  /** The first rule that answers the request, counted as used. */
  take(request: ApiRequest): { rule: Rule; name: string } | undefined;
}

export function createRules(first: readonly Rule[]): OpenRules {
  let kept: { rule: Rule; name: string; used: number }[] = [];
  const add = (...rules: Rule[]) => {
    for (const rule of rules) kept.push({ rule, name: rule.name ?? `rule ${kept.length + 1}`, used: 0 });
  };
  add(...first);
  return {
    add,
    set: (...rules) => {
      kept = [];
      add(...rules);
    },
    unused: () =>
      kept.filter(({ rule, used }) => rule.times !== undefined && used < rule.times).map(({ name }) => name),
    take(request) {
      const found = kept.find(
        ({ rule, used }) =>
          used < (rule.times ?? Number.POSITIVE_INFINITY) && matches(rule.when ?? {}, request),
      );
      if (found) found.used += 1;
      return found;
    },
  };
}

function matches(when: Matcher, request: ApiRequest): boolean {
  if (typeof when === 'function') return when(request);
  const { endpoint = 'messages', model, text, turn, tool, stream, customId } = when;
  if (endpoint !== 'any' && endpoint !== request.endpoint) return false;
  if (model !== undefined && model !== request.body?.model) return false;
  if (typeof text === 'string' && !request.text.includes(text)) return false;
  if (text instanceof RegExp && !text.test(request.text)) return false;
  if (turn !== undefined && turn !== request.turn) return false;
  if (tool !== undefined && !toolNames(request).includes(tool)) return false;
  if (stream !== undefined && stream !== (request.body?.stream === true)) return false;
  return customId === undefined || customId === request.customId;
}

function toolNames({ body }: ApiRequest): unknown[] {
  const tools = Array.isArray(body?.tools) ? body.tools : [];
  return tools.map((tool) => (typeof tool === 'object' && tool !== null && 'name' in tool ? tool.name : ''));
}
