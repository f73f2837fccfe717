import { keepHeapLean } from '../shared/lean-heap.ts';
import { serveStdio } from '../shared/mcp/serve/stdio.ts';
import type { CliContext } from './context.ts';
import { runUntilStopped } from './graceful-stop.ts';
import type { ServerName, ServerOptions } from './server-options.ts';
import { buildServer } from './surface.ts';

/** `iza memory`, `iza meta`: one server on stdin and stdout, until the client leaves. */
export async function runStdioServer(
  context: CliContext,
  name: ServerName,
  options: ServerOptions,
): Promise<void> {
  const { surface, log } = await buildServer(context, name, options);
  const service = serveStdio(surface, { log });
  keepHeapLean();
  await runUntilStopped(service.closed, async () => {
    await service.close();
    await surface.close();
  });
}
