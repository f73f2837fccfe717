import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from '../../log.ts';
import type { Provider, ProviderSource, StreamEvent } from '../port.ts';
import {
  hiding,
  keyOf,
  type Method,
  type TapeEntry,
  type TapeHead,
  toTapeError,
  toTapeRequest,
} from './tape.ts';

export interface RecordOptions {
  /** Values that must not get into the file, such as the key of the provider. */
  secrets: readonly string[];
  log: Logger;
}

/** A provider that writes down what it is asked and what it answers, a line each, and is otherwise unchanged. */
export function recordTo(file: string, source: ProviderSource, options: RecordOptions): ProviderSource {
  return {
    id: source.id,
    open: async (report) => record(await source.open(report), file, options),
  };
}

function record(provider: Provider, file: string, { secrets, log }: RecordOptions): Provider {
  const hide = hiding(secrets);
  const asked = new Map<string, number>();
  const head: TapeHead = { version: 1, provider: provider.id, capabilities: provider.capabilities };
  /** Answers are paid for: one that cannot be written down is still an answer. */
  const complain = (error: unknown): void => {
    log.warn({ err: error, file }, 'a model call could not be recorded');
  };
  let writing = createPrivately(file, `${JSON.stringify(head)}\n`).catch(complain);

  const write = (entry: TapeEntry): Promise<void> => {
    const line = `${hide(JSON.stringify(entry))}\n`;
    writing = writing.then(() => appendFile(file, line, { mode: 0o600 })).catch(complain);
    return writing;
  };

  const begin = (method: Method, given?: object): Pick<TapeEntry, 'key' | 'nth' | 'method' | 'request'> => {
    const request = given && toTapeRequest(given);
    const key = keyOf(method, request, hide);
    const nth = asked.get(key) ?? 0;
    asked.set(key, nth + 1);
    return { key, nth, method, ...(request !== undefined && { request }) };
  };

  const recorded = async <T>(
    method: Method,
    request: object | undefined,
    answer: () => Promise<T>,
  ): Promise<T> => {
    const entry = begin(method, request);
    const result = await answer().catch(async (error: unknown) => {
      await write({ ...entry, error: toTapeError(error) });
      throw error;
    });
    await write({ ...entry, result });
    return result;
  };

  return {
    id: provider.id,
    capabilities: provider.capabilities,
    generate: (request) => recorded('generate', request, () => provider.generate(request)),
    generateJson: (request) => recorded('generateJson', request, () => provider.generateJson(request)),
    generateWithTools: (request) =>
      recorded('generateWithTools', request, () => provider.generateWithTools(request)),
    countTokens: (request) => recorded('countTokens', request, () => provider.countTokens(request)),
    models: (signal) => recorded('models', undefined, () => provider.models(signal)),
    async *stream(request) {
      const entry = begin('stream', request);
      const events: StreamEvent[] = [];
      let error: unknown;
      try {
        for await (const event of provider.stream(request)) {
          events.push(event);
          yield event;
        }
      } catch (thrown) {
        error = thrown;
        throw thrown;
      } finally {
        await write({ ...entry, events, ...(error !== undefined && { error: toTapeError(error) }) });
      }
    },
  };
}

async function createPrivately(file: string, head: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await appendFile(file, head, { mode: 0o600 });
}
