import { explainDatabaseError } from '../shared/db/explain.ts';
import { keepHeapLean } from '../shared/lean-heap.ts';
import { IzaError } from '../shared/mcp/errors.ts';
import { accessTokenFile, readAccessToken } from '../shared/mcp/serve/access-token.ts';
import { type HttpService, serveHttp } from '../shared/mcp/serve/http.ts';
import type { CliContext } from './context.ts';
import { runUntilStopped } from './graceful-stop.ts';
import type { HttpOptions, ServerName } from './server-options.ts';
import { buildServer } from './surface.ts';

/** `iza serve`: one server over HTTP, until the process is told to stop. */
export async function runHttpServer(
  context: CliContext,
  name: ServerName,
  options: HttpOptions,
): Promise<void> {
  const { surface, settings, log } = await buildServer(context, name, options);
  const { port, maxBodyBytes } = settings.http;
  const token = await readAccessToken(settings.home).catch((error: unknown) => {
    throw explainDatabaseError(error) ?? error;
  });
  const service = await serveHttp(surface, { port, maxBodyBytes, token, log }).catch((error: unknown) =>
    cannotListen(error, port),
  );
  keepHeapLean();
  context.out(`iza ${name} listens at ${service.url}\n`);
  context.out(`Its bearer token is in ${accessTokenFile(settings.home)}\n`);
  await runUntilStopped(new Promise(() => {}), async () => {
    await service.close();
    await surface.close();
  });
}

function cannotListen(error: unknown, port: number): HttpService {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
  throw new IzaError('UNAVAILABLE', `Port ${port} cannot be listened on.`, {
    why:
      code === 'EADDRINUSE'
        ? 'Another program listens there, perhaps another iza serve.'
        : 'It needs rights that this user has not.',
    hint: 'Choose another with --port, IZA_HTTP_PORT or http.port in the settings; --port 0 takes any free one.',
    cause: error,
  });
}
