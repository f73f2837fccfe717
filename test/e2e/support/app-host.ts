/**
 * A page that shows another in a frame as hosts of MCP Apps do (SEP-1865, 2026-01-26): it answers `ui/initialize`,
 * sends the result of a tool once the frame is ready, and reads resources for it. `asked` is what the frame has sent.
 */
export function appHost(options: {
  page: string;
  theme: 'light' | 'dark';
  /** `structuredContent` of the tool's result. */
  result: unknown;
  /** What can be read, by URI. */
  resources: Readonly<Record<string, string>>;
}): string {
  const script = `(${host.toString()})(${JSON.stringify(options).replaceAll('<', '\\u003c')})`;
  return `<!doctype html><title>Host</title><body style="margin:0"><script>${script}</script>`;
}

interface HostWindow {
  document: {
    createElement(name: string): {
      style: { cssText: string };
      srcdoc: string;
      contentWindow: { postMessage(message: unknown, origin: string): void };
    };
    body: { append(node: unknown): void };
  };
  addEventListener(name: string, listener: (event: { source: unknown; data: Asked }) => void): void;
  asked: Asked[];
}

interface Asked {
  id?: number;
  method?: string;
  params?: { uri?: string };
}

/** Runs in the browser, so it may use nothing from around it. */
function host(options: Parameters<typeof appHost>[0]): void {
  const window = globalThis as unknown as HostWindow;
  const frame = window.document.createElement('iframe');
  frame.style.cssText = 'border:0;width:100vw;height:100vh';
  window.asked = [];
  const send = (message: object): void =>
    frame.contentWindow.postMessage({ jsonrpc: '2.0', ...message }, '*');
  window.addEventListener('message', ({ source, data }) => {
    if (source !== frame.contentWindow) return;
    window.asked.push(data);
    const { id, method, params } = data;
    if (method === 'ui/initialize') {
      const result = {
        protocolVersion: '2026-01-26',
        hostInfo: { name: 'test-host', version: '1' },
        hostCapabilities: { serverResources: {} },
        hostContext: { theme: options.theme },
      };
      send({ id, result });
    } else if (method === 'ui/notifications/initialized') {
      const told = { content: [], structuredContent: options.result };
      send({ method: 'ui/notifications/tool-result', params: told });
    } else if (method === 'resources/read') {
      const uri = params?.uri ?? '';
      send({ id, result: { contents: [{ uri, text: options.resources[uri] }] } });
    }
  });
  frame.srcdoc = options.page;
  window.document.body.append(frame);
}
