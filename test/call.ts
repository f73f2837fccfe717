import { internalCall } from '../shared/mcp/internal-call.ts';
import type { Call } from '../shared/mcp/surface.ts';

/** A call as a modern client makes it that has a name and cannot be asked anything. */
export function testCall(overrides: Partial<Call> = {}): Call {
  return internalCall({ client: { name: 'test-client', version: '1.0.0' }, ...overrides });
}
