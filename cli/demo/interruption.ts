const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ctrl-C and the like, turned into an AbortSignal, so that what was begun is ended in order. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Lets signals have their usual effect again; one that came in the meantime has it now. */
  release(): void;
}

export function listenForInterruption(): Interruption {
  const abort = new AbortController();
  let came: NodeJS.Signals | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    came ??= signal;
    abort.abort(new Error(`interrupted by ${signal}`));
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return {
    signal: abort.signal,
    release() {
      for (const signal of SIGNALS) process.off(signal, stop);
      // Ending by the signal itself tells a shell, or a script, that this was not a failure of the demo.
      if (came) process.kill(process.pid, came);
    },
  };
}
