import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { IzaError } from '../mcp/errors.ts';
import type { ParsedDocument } from './document.ts';
import type { ThreadAnswer } from './parse-worker.ts';
import type { ReadRequest } from './read-document.ts';
import { overLimit } from './refusal.ts';

const MIB = 1024 * 1024;
/** What a thread may take, in its heap and beside it: what a parser makes of a file cannot be told from the file. */
const MEMORY_MIB = 512;
/** How often it is looked at what is beside the heap, which V8 does not limit. */
const LOOK_MS = 50;
/** How long a thread that has nothing to do is kept. */
const IDLE_MS = 10_000;
const MOST_THREADS = Math.max(1, Math.min(4, availableParallelism() - 1));

/**
 * Threads that read documents, shared by all of the process. A parser that does not come to an end, or takes all the
 * memory it can get, can only be stopped from outside; and a long one must not hold up other calls.
 */
const idle = new Map<Worker, NodeJS.Timeout>();
const waiting: (() => void)[] = [];
let running = 0;

/** Reads a document in a thread of its own. @throws IzaError; CANCELLED when the signal aborts. */
export async function readInThread(request: ReadRequest, signal?: AbortSignal): Promise<ParsedDocument> {
  await turn(signal);
  try {
    return await read(takeThread(), request, signal);
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

async function turn(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) throw cancelled();
  if (running >= MOST_THREADS) {
    await new Promise<void>((resolve, reject) => {
      const go = (): void => {
        signal?.removeEventListener('abort', stop);
        // Taken before anybody else can ask.
        running += 1;
        resolve();
      };
      const stop = (): void => {
        waiting.splice(waiting.indexOf(go), 1);
        reject(cancelled());
      };
      waiting.push(go);
      signal?.addEventListener('abort', stop, { once: true });
    });
    return;
  }
  running += 1;
}

function takeThread(): Worker {
  const [found] = idle;
  if (!found) return startThread();
  const [thread, timer] = found;
  clearTimeout(timer);
  idle.delete(thread);
  thread.ref();
  return thread;
}

function startThread(): Worker {
  // In the bundle, the file lies beside this one under its own name.
  const file = import.meta.url.endsWith('.ts') ? './parse-worker.ts' : './parse-worker.js';
  return new Worker(new URL(file, import.meta.url), {
    // What parsers print is kept off stdout, which is the protocol, and not read either: a stream that is read keeps
    // the process alive. Secrets are none of their business.
    stdout: true,
    stderr: true,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MIB },
  });
}

function keepThread(thread: Worker): void {
  thread.removeAllListeners('message').removeAllListeners('error').removeAllListeners('exit');
  // It may end between two documents; then there is nobody to tell.
  const gone = (): void => {
    clearTimeout(idle.get(thread));
    idle.delete(thread);
  };
  thread.on('error', gone).on('exit', gone);
  const timer = setTimeout(() => {
    idle.delete(thread);
    void thread.terminate();
  }, IDLE_MS);
  timer.unref();
  thread.unref();
  idle.set(thread, timer);
}

async function read(thread: Worker, request: ReadRequest, signal?: AbortSignal): Promise<ParsedDocument> {
  const { name, limits } = request;
  const timers: NodeJS.Timeout[] = [];
  let stop: (() => void) | undefined;
  let answer: ThreadAnswer;
  try {
    answer = await new Promise<ThreadAnswer>((resolve, reject) => {
      thread.removeAllListeners('error').removeAllListeners('exit');
      thread.on('message', resolve);
      thread.on('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuchMemory(name) : notReadable(name, String(error)),
        ),
      );
      thread.on('exit', (code) => reject(notReadable(name, `The thread ended with ${code}.`)));
      stop = () => reject(cancelled());
      signal?.addEventListener('abort', stop, { once: true });
      if (signal?.aborted) stop();
      timers.push(setTimeout(() => reject(tooLong(name, limits.milliseconds)), limits.milliseconds));
      timers.push(setInterval(() => void look(thread, () => reject(tooMuchMemory(name))), LOOK_MS));
      // A copy of its own is handed over: of a view, the whole buffer would be copied.
      const bytes = new Uint8Array(request.bytes);
      thread.postMessage({ ...request, bytes }, [bytes.buffer]);
    });
  } catch (error) {
    thread.removeAllListeners('error').on('error', () => undefined);
    void thread.terminate();
    throw error;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    if (stop) signal?.removeEventListener('abort', stop);
  }
  keepThread(thread);
  if ('document' in answer) return answer.document;
  if ('failed' in answer) throw notReadable(name, answer.failed);
  const { code, message, ...details } = answer.refused;
  throw new IzaError(code, message, details);
}

async function look(thread: Worker, tooMuch: () => void): Promise<void> {
  try {
    const { external_memory: beside } = await thread.getHeapStatistics();
    if (beside > MEMORY_MIB * MIB) tooMuch();
  } catch {
    // It has just ended, which the exit says.
  }
}

function tooMuchMemory(name: string): IzaError {
  return overLimit(name, 'reading it takes', MEMORY_MIB, 'MiB of memory');
}

function tooLong(name: string, milliseconds: number): IzaError {
  return new IzaError('TIMEOUT', `${name}: reading it takes more than ${milliseconds} milliseconds.`, {
    why: 'Everything that is read from outside has limits.',
    hint: 'Split the file or take that part out. Nothing of it was taken in.',
  });
}

function cancelled(): IzaError {
  return new IzaError('CANCELLED', 'Reading the document was cancelled.');
}

/** A parser fell over: the file is to blame as far as anybody can tell, and the log has the rest. */
function notReadable(name: string, cause: string): IzaError {
  return new IzaError('INVALID_INPUT', `${name}: it cannot be read.`, {
    hint: 'Save it anew with the program that made it, or hand it in in another format.',
    cause: new Error(cause),
  });
}
