import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface StallingProxy {
  url: string;
  /** From now on nothing is passed on, and no connection is closed: as when a machine on the way is gone. */
  stall(): void;
  /** New connections are passed on again; the old ones stay silent. */
  resume(): void;
}

/** A way to a server on loopback that can fall silent. It goes away with the test. */
export async function stallingProxy(to: string): Promise<StallingProxy> {
  const { hostname, port, protocol } = new URL(to);
  const sockets = new Set<Socket>();
  let stalled = false;
  const server = createServer((near) => {
    sockets.add(near.on('error', () => undefined));
    if (stalled) return;
    const far = connect(Number(port), hostname).on('error', () => near.destroy());
    sockets.add(far);
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `${protocol}//127.0.0.1:${(server.address() as AddressInfo).port}`,
    stall() {
      stalled = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    resume() {
      stalled = false;
    },
  };
}
