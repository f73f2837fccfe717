import type { JsonObject } from '../../shared/mcp/surface.ts';

/** One request to Iza and what came back, both cut to a readable length. */
export interface Exchange {
  request: { tool: string; arguments: JsonObject };
  response: string;
  ms: number;
}

/** Something the demo promises, and whether it held. */
export interface Check {
  name: string;
  ok: boolean;
  /** What was seen. */
  seen: string;
}

export interface StepRecord {
  title: string;
  ms: number;
  exchanges: Exchange[];
  notes: string[];
}

/** What a step tells while it runs. */
export interface Step {
  note(text: string): void;
  /** `asked` is the request in words, where the arguments themselves would say too much. */
  exchange(exchange: Exchange, asked?: string): void;
  check(name: string, ok: boolean, seen: string): void;
}

/** Is told of everything as it happens. */
export interface Audience {
  stepBegan(number: number, title: string): void;
  note(text: string): void;
  exchange(exchange: Exchange, asked?: string): void;
  check(check: Check): void;
  stepEnded(ms: number): void;
}

export interface DemoRecord {
  readonly steps: readonly StepRecord[];
  readonly checks: readonly Check[];
  step<T>(title: string, run: (step: Step) => Promise<T>): Promise<T>;
  /** A promise that did not hold, outside of any step. */
  fail(name: string, seen: string): void;
}

/** Keeps what happened, for the end and for `--json`, and tells it to whoever is watching. */
export function createRecord(audience: Audience, now: () => number): DemoRecord {
  const steps: StepRecord[] = [];
  const checks: Check[] = [];
  const add = (check: Check): void => {
    checks.push(check);
    audience.check(check);
  };
  return {
    steps,
    checks,
    async step(title, run) {
      const record: StepRecord = { title, ms: 0, exchanges: [], notes: [] };
      steps.push(record);
      audience.stepBegan(steps.length, title);
      const began = now();
      try {
        return await run({
          note(text) {
            record.notes.push(text);
            audience.note(text);
          },
          exchange(exchange, asked) {
            record.exchanges.push(exchange);
            audience.exchange(exchange, asked);
          },
          check: (name, ok, seen) => add({ name, ok, seen }),
        });
      } finally {
        record.ms = Math.round(now() - began);
        audience.stepEnded(record.ms);
      }
    },
    fail: (name, seen) => add({ name, ok: false, seen }),
  };
}
