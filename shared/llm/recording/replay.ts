import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { LlmError } from '../errors.ts';
import type { Capabilities, GenerateResult, ModelInfo, Provider, ProviderSource } from '../port.ts';
import {
  fromTapeError,
  hiding,
  keyOf,
  type Method,
  type TapeEntry,
  type TapeHead,
  toTapeRequest,
} from './tape.ts';

/** Looking these up again gives the last answer again; a generation is answered as often as it was recorded. */
const REPEATABLE: ReadonlySet<Method> = new Set<Method>(['models', 'countTokens']);

interface Tape {
  id: string;
  capabilities: Capabilities;
  answers: Map<string, TapeEntry[]>;
}

/**
 * A provider that answers from a recording, in the order in which it was recorded, without a network. The secrets are
 * those that were kept out of it.
 */
export function replayFrom(file: string, id: string, secrets: readonly string[] = []): ProviderSource {
  return { id, open: async () => replay(await readTape(file), file, hiding(secrets)) };
}

function replay({ id, capabilities, answers }: Tape, file: string, hide: (text: string) => string): Provider {
  const next = (method: Method, given?: object): TapeEntry => {
    const request = given && toTapeRequest(given);
    const key = keyOf(method, request, hide);
    const waiting = answers.get(key) ?? [];
    const entry = waiting.length === 1 && REPEATABLE.has(method) ? waiting[0] : waiting.shift();
    if (entry) return entry;
    throw new LlmError(
      'BAD_REQUEST',
      `The recording has no ${answers.has(key) ? 'further ' : ''}answer to this request.`,
      {
        provider: id,
        retryable: false,
        hint: `It is ${method} ${key.slice(0, 12)} and not in ${file}. Record the run anew, or send what was sent then.`,
      },
    );
  };
  const answer = async <T>(method: Method, request?: object): Promise<T> => {
    const { error, result } = next(method, request);
    if (error) throw fromTapeError(error);
    return result as T;
  };

  return {
    id,
    capabilities,
    generate: (request) => answer<GenerateResult>('generate', request),
    generateJson: (request) => answer<GenerateResult>('generateJson', request),
    generateWithTools: (request) => answer<GenerateResult>('generateWithTools', request),
    countTokens: (request) => answer<number>('countTokens', request),
    models: () => answer<ModelInfo[]>('models'),
    async *stream(request) {
      const { events = [], error } = next('stream', request);
      yield* events;
      if (error) throw fromTapeError(error);
      if (events.at(-1)?.type !== 'done') {
        throw new LlmError('BAD_ANSWER', 'The recording ends here: the answer was not read further then.', {
          provider: id,
          retryable: false,
        });
      }
    },
  };
}

async function readTape(file: string): Promise<Tape> {
  const answers = new Map<string, TapeEntry[]>();
  let head: TapeHead | undefined;
  let number = 0;
  let bad: number | undefined;
  try {
    for await (const line of createInterface({
      input: createReadStream(file),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      number += 1;
      // Only the last line may be incomplete: the process that wrote it was killed.
      if (bad !== undefined) throw unreadable(file, `line ${bad} is not a record`);
      const value = parse(line);
      if (!value) bad = number;
      else if ('version' in value) head ??= value;
      else answers.set(value.key, [...(answers.get(value.key) ?? []), value]);
    }
  } catch (error) {
    if (error instanceof LlmError) throw error;
    throw unreadable(file, 'there is no such file, or it cannot be read', error);
  }
  if (head?.version !== 1) throw unreadable(file, 'it does not begin as a recording of this version');
  for (const entries of answers.values()) entries.sort((a, b) => a.nth - b.nth);
  return { id: head.provider, capabilities: head.capabilities, answers };
}

function parse(line: string): TapeHead | TapeEntry | undefined {
  try {
    const value = JSON.parse(line) as TapeHead | TapeEntry;
    return typeof value === 'object' && value !== null && ('version' in value || 'key' in value)
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}

function unreadable(file: string, why: string, cause?: unknown): LlmError {
  return new LlmError('NO_ACCESS', `The recording ${file} cannot be replayed: ${why}.`, {
    retryable: false,
    hint: 'Set the recording to `record` and run once, or name the folder that has it.',
    cause,
  });
}
