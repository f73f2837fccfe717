import { createLogger } from '../../shared/log.ts';
import { serveHttp } from '../../shared/mcp/serve/http.ts';
import { createFixture } from './fixture/fixture.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Serves the fixture on the port of the first argument, else on a free one, and prints its URL. */
const log = createLogger('warn', 'conformance-fixture');
const { url } = await serveHttp(createFixture(log), {
  port: Number(process.argv[2] ?? 0),
  maxBodyBytes: MAX_BODY_BYTES,
  log,
});
process.stdout.write(`${url}\n`);
