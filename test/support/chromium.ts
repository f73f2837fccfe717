import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished, type TestContext } from 'vitest';
import { needs } from '../needs.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** A tab of a real Chromium, driven over its DevTools protocol. */
export interface Tab {
  /** Addresses that were asked for, the document itself included. */
  requests: string[];
  /** What went to the console, and exceptions that nothing caught. */
  problems: string[];
  open(url: string): Promise<void>;
  /** The value of an expression, as JSON says it; of a promise, its outcome. */
  value(expression: string): Promise<unknown>;
  /** Waits until an expression is true. */
  until(expression: string): Promise<void>;
  key(key: string, text?: string): Promise<void>;
  type(text: string): Promise<void>;
  click(x: number, y: number): Promise<void>;
  prefer(scheme: 'light' | 'dark'): Promise<void>;
  /** A picture, PNG. */
  screenshot(): Promise<Buffer>;
}

interface Message {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
}

/** Starts a headless Chromium, which ends with the test. */
export async function openChromium(
  context: TestContext,
  { width = 1280, height = 800 }: { width?: number; height?: number } = {},
): Promise<Tab> {
  const program = needs(context, 'chromium');
  const child = spawn(
    program,
    [
      '--headless',
      // Chromium refuses its sandbox to root, and opens nothing here but our own file.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--remote-debugging-port=0',
      `--user-data-dir=${join(await temporaryFolder(), 'profile')}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const socket = new WebSocket(await addressIn(child.stderr));
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('Chromium took no connection.'));
  });
  onTestFinished(() => socket.close());

  const waiting = new Map<number, (message: Message) => void>();
  const requests: string[] = [];
  const problems: string[] = [];
  let sent = 0;
  let session: string | undefined;
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id !== undefined) waiting.get(message.id)?.(message);
    const { method, params = {} } = message;
    if (method === 'Network.requestWillBeSent') {
      requests.push((params.request as { url: string }).url);
    } else if (method === 'Runtime.exceptionThrown' || method === 'Runtime.consoleAPICalled') {
      problems.push(JSON.stringify(params));
    } else if (method === 'Log.entryAdded') problems.push(JSON.stringify(params.entry));
  };
  const send = async (method: string, params: object = {}): Promise<Record<string, unknown>> => {
    const id = ++sent;
    const answer = new Promise<Message>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params, ...(session && { sessionId: session }) }));
    const { result, error } = await answer;
    waiting.delete(id);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  };

  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  session = String((await send('Target.attachToTarget', { targetId, flatten: true })).sessionId);
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);

  const size = { width, height, deviceScaleFactor: 1, mobile: false };
  await send('Emulation.setDeviceMetricsOverride', size);

  const value = async (expression: string): Promise<unknown> => {
    const answer = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (answer.exceptionDetails) throw new Error(JSON.stringify(answer.exceptionDetails));
    return (answer.result as { value?: unknown }).value;
  };
  const until = async (expression: string): Promise<void> => {
    while (!(await value(`Boolean(${expression})`).catch(() => false))) await sleep(50);
  };
  return {
    requests,
    problems,
    value,
    until,
    async open(url) {
      await send('Page.navigate', { url });
      await until(`location.href === ${JSON.stringify(url)} && document.readyState === 'complete'`);
    },
    async key(key, text) {
      await send('Input.dispatchKeyEvent', { type: 'keyDown', key, ...(text !== undefined && { text }) });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', key });
    },
    async type(text) {
      await send('Input.insertText', { text });
    },
    async click(x, y) {
      const at = { x, y, button: 'left', clickCount: 1 };
      await send('Input.dispatchMouseEvent', { ...at, type: 'mouseMoved', button: 'none' });
      await send('Input.dispatchMouseEvent', { ...at, type: 'mousePressed' });
      await send('Input.dispatchMouseEvent', { ...at, type: 'mouseReleased' });
    },
    async prefer(scheme) {
      const features = [{ name: 'prefers-color-scheme', value: scheme }];
      await send('Emulation.setEmulatedMedia', { features });
    },
    async screenshot() {
      const { data } = await send('Page.captureScreenshot', { format: 'png' });
      return Buffer.from(String(data), 'base64');
    },
  };
}

/** Where its DevTools listen: it says so on stderr. */
async function addressIn(stderr: NodeJS.ReadableStream): Promise<string> {
  let said = '';
  for await (const chunk of stderr) {
    said += String(chunk);
    const address = /DevTools listening on (\S+)/.exec(said)?.[1];
    if (address) return address;
  }
  throw new Error(`Chromium ended before it listened: ${said.slice(-1_000)}`);
}
