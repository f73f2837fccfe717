import type { ViewData } from '../view-data.ts';

/** The protocol of MCP Apps that this page speaks (SEP-1865): JSON-RPC 2.0 in messages to the window around it. */
const PROTOCOL = '2026-01-26';
/** Pixels that a graph wants to be looked at in a conversation. */
const HEIGHT = 560;

interface Message {
  jsonrpc: '2.0';
  id?: number | string;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
}

/** Asks the host for what to show, and shows it whenever there is something. */
export function connectHost(on: { data(data: ViewData): void; theme(theme: unknown): void }): void {
  const host = window.parent;
  const waiting = new Map<number | string, (result: Record<string, unknown>) => void>();
  let asked = 0;
  // Whoever embeds the page is its host; it names no origin, and what is sent says nothing that it does not know.
  const send = (message: Omit<Message, 'jsonrpc'>): void =>
    host.postMessage({ jsonrpc: '2.0', ...message }, '*');
  const ask = (method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const id = ++asked;
    send({ id, method, params });
    return new Promise((resolve) => waiting.set(id, resolve));
  };
  const show = async (uri: unknown): Promise<void> => {
    if (typeof uri !== 'string') return;
    const { contents } = await ask('resources/read', { uri });
    const [first] = (contents ?? []) as { text?: string }[];
    if (first?.text) on.data(JSON.parse(first.text) as ViewData);
  };

  addEventListener('message', ({ source, data }: MessageEvent<Message>) => {
    if (source !== host || data?.jsonrpc !== '2.0') return;
    const { id, method, params, result } = data;
    if (method === 'ui/notifications/tool-result') {
      void show((params?.structuredContent as { view?: unknown } | undefined)?.view);
    } else if (method === 'ui/notifications/host-context-changed') {
      if (params?.theme !== undefined) on.theme(params.theme);
    } else if (method !== undefined && id !== undefined) {
      send({ id, result: {} });
    } else if (id !== undefined) {
      waiting.get(id)?.(result ?? {});
      waiting.delete(id);
    }
  });

  void ask('ui/initialize', {
    appInfo: { name: 'iza-graph-viewer', version: '1' },
    appCapabilities: {},
    protocolVersion: PROTOCOL,
  }).then(({ hostContext }) => {
    on.theme((hostContext as { theme?: unknown } | undefined)?.theme);
    send({ method: 'ui/notifications/initialized', params: {} });
    send({ method: 'ui/notifications/size-changed', params: { height: HEIGHT } });
  });
}
