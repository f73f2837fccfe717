/** Milliseconds after which a stop that does not come to an end is forced. Downstream servers get 4 s to leave. */
const FORCE_MS = 6_000;

/**
 * Waits until the client leaves or the system asks the process to stop, then closes in order. What was
 * acknowledged is on disk already, so even a forced end loses nothing.
 */
export async function runUntilStopped(left: Promise<void>, close: () => Promise<void>): Promise<void> {
  const asked = Promise.withResolvers<void>();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, () => asked.resolve());
  await Promise.race([left, asked.promise]);
  // It does not keep the process alive; it ends one that something else keeps alive.
  setTimeout(() => process.exit(), FORCE_MS).unref();
  await close();
  process.stdin.destroy();
}
