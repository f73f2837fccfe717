import { createLogger } from '../../shared/log.ts';
import { serveStdio } from '../../shared/mcp/serve/stdio.ts';
import { createFixture } from './fixture/fixture.ts';

const log = createLogger('warn', 'conformance-fixture');
const service = serveStdio(createFixture(log), { log });
await service.closed;
await service.close();
