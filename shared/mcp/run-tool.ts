import { createHash } from 'node:crypto';
import { type CallToolResult, type InputRequiredResult, ProtocolError } from '@modelcontextprotocol/server';
import type { Logger } from '../log.ts';
import { confirmation } from './confirm.ts';
import { IzaError } from './errors.ts';
import { completeInput, parseInput } from './input.ts';
import { errorResult, toResult } from './output.ts';
import { createProgressReporter } from './progress.ts';
import type { Call, JsonObject } from './surface.ts';
import { type AnyTool, isStructured, type ObjectSchema, type Receipt, type ToolCall } from './tool.ts';

const DEFAULT_TIMEOUT_MS = 20_000;

/** Claude Code names each tool use; a retry of the same use carries the same name. */
const TOOL_USE_ID = 'claudecode/toolUseId';

export interface ToolRuntime {
  log: Logger;
  /** Maps errors of the machine (a full disk, a locked file) to what the model can do about them. */
  explain?(error: unknown): IzaError | undefined;
}

export type ToolResult = CallToolResult | InputRequiredResult;
export type ToolRunner = (args: unknown, call: Call) => Promise<ToolResult>;

/** The input schema that a host sees: the tool's own, and the arguments that the seam reads. */
export function inputSchemaOf<D>(tool: AnyTool<D>): ObjectSchema {
  return completeInput(tool.input, {
    recorded: recordsReceipts(tool),
    confirms: isStructured(tool) && tool.confirm !== undefined,
  });
}

/**
 * The one way of a tool call: parse → confirm → handle within the deadline → parse the output → cut to size.
 * A mistake in the arguments or an error of the domain is a result that the model reads; only errors of the
 * protocol itself are thrown. Retries of a call that is still running join it.
 */
export function createToolRunner<D>(tool: AnyTool<D>, deps: D, runtime: ToolRuntime): ToolRunner {
  const schema = inputSchemaOf(tool);
  const running = new Map<string, { inputHash: string; result: Promise<ToolResult> }>();
  const log = runtime.log.child({ tool: tool.name });

  const attempt = async (args: unknown, call: Call): Promise<ToolResult> => {
    const started = performance.now();
    try {
      const input = parseInput(tool.name, schema, args) as JsonObject;
      const receipt = receiptOf(tool, input, call);
      if (!receipt) return await perform(input, call, undefined);
      const joined = running.get(receipt.key);
      if (joined?.inputHash === receipt.inputHash) return await joined.result;
      if (joined) throw usedKey(tool.name, receipt.key);
      const result = perform(input, call, receipt).finally(() => running.delete(receipt.key));
      running.set(receipt.key, { inputHash: receipt.inputHash, result });
      return await result;
    } catch (error) {
      return failed(error, call);
    } finally {
      log.debug({ ms: Math.round((performance.now() - started) * 100) / 100 }, 'called');
    }
  };

  const perform = async (
    input: JsonObject,
    call: Call,
    receipt: Receipt | undefined,
  ): Promise<ToolResult> => {
    if (isStructured(tool) && tool.confirm) {
      const question = await tool.confirm(input, deps);
      const ask = question && confirmation(tool.name, question, input, call);
      if (ask) return ask;
    }
    // What another server reports is relayed as it comes; that server, or its gateway, has paced it.
    const progress = createProgressReporter(call.progress, isStructured(tool) ? undefined : 0);
    const returned = await withDeadline(tool, call.signal, async (signal) =>
      tool.handler(input, deps, { ...call, signal, progress: progress.report, receipt } as ToolCall),
    ).finally(() => progress.flush());
    return isStructured(tool) ? toResult(tool, input, returned) : (returned as ToolResult);
  };

  const failed = (error: unknown, call: Call): CallToolResult => {
    if (error instanceof ProtocolError) throw error;
    if (call.signal.aborted && !(error instanceof IzaError)) {
      return errorResult(new IzaError('CANCELLED', `${tool.name} was cancelled.`));
    }
    const explained = error instanceof IzaError ? error : runtime.explain?.(error);
    if (explained) {
      log.info({ code: explained.code, err: explained.details.cause }, explained.message);
      return errorResult(explained);
    }
    log.error({ err: error }, 'failed');
    return errorResult(
      new IzaError('INTERNAL', `${tool.name} failed on an error of its own.`, {
        hint: 'Try once more; if it fails again, `iza doctor` and the log on stderr say more.',
      }),
    );
  };

  return attempt;
}

function recordsReceipts<D>(tool: AnyTool<D>): boolean {
  return isStructured(tool) && !tool.effects.readOnly && tool.receipts !== false;
}

function usedKey(tool: string, key: string): IzaError {
  return new IzaError('IDEMPOTENCY_CONFLICT', `The idempotency_key ${JSON.stringify(key)} is in use.`, {
    why: `${tool} is running with this key and other arguments.`,
    hint: 'Nothing was changed. For a new change use a new key; for a retry repeat the first arguments exactly.',
  });
}

function receiptOf<D>(tool: AnyTool<D>, input: JsonObject, call: Call): Receipt | undefined {
  const { idempotency_key: given, confirm: _, ...effect } = input;
  if (!recordsReceipts(tool)) return undefined;
  const key = given ?? call.meta[TOOL_USE_ID];
  if (typeof key !== 'string' || key === '') return undefined;
  const inputHash = createHash('sha256').update(JSON.stringify(effect)).digest('hex');
  return { tool: tool.name, key, inputHash };
}

/** Runs a handler until it is done, too late or no longer wanted; a call that was cancelled before is not begun. */
async function withDeadline<T>(
  { name, timeoutMs = DEFAULT_TIMEOUT_MS, effects }: Pick<AnyTool<never>, 'name' | 'timeoutMs' | 'effects'>,
  cancelled: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (cancelled.aborted) throw new IzaError('CANCELLED', `${name} was cancelled before it began.`);
  const unknown = effects.readOnly ? '' : ' It may still have its effect: look before you repeat it.';
  const deadline = new AbortController();
  let onCancel: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const given = new Promise<never>((_, reject) => {
    const stop = (error: IzaError): void => {
      reject(error);
      deadline.abort(error);
    };
    if (timeoutMs !== false) {
      // The error is made when it happens: taking the stack of one costs as much as a small call.
      const late = () =>
        new IzaError('TIMEOUT', `${name} did not finish within ${timeoutMs / 1000} s.`, {
          hint: `Ask for less, or try again when the machine is less busy.${unknown}`,
        });
      timer = setTimeout(() => stop(late()), timeoutMs);
    }
    onCancel = () => stop(new IzaError('CANCELLED', `${name} was cancelled.${unknown}`));
    cancelled.addEventListener('abort', onCancel, { once: true });
  });
  try {
    return await Promise.race([run(deadline.signal), given]);
  } finally {
    clearTimeout(timer);
    if (onCancel) cancelled.removeEventListener('abort', onCancel);
  }
}
