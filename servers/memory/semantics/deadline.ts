/** What is said of work that did not end in time. */
export const LATE = Symbol('late');

/**
 * Waits for work some milliseconds and not longer. The work goes on: a model that is only being loaded is there for
 * the next query. What it fails with after that is nobody's business any more.
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, ms, LATE);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
