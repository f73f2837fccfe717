export interface ScanOutcome {
  added: number;
  changed: number;
  renamed: number;
  removed: number;
  unchanged: number;
  failed: number;
  /** By reason: those that were passed over. */
  skipped: Record<string, number>;
  /** Why not all of it was seen; then nothing is taken for deleted that may still be there. */
  partial?: string;
}

/** What a scan leaves to be remembered of its source. */
export interface Scanned {
  outcome: ScanOutcome;
  /** Those that were passed over without being read, which is found out anew each time. */
  passedOver?: Readonly<Record<string, number>> | undefined;
  cursor?: string | undefined;
}

export interface Watching {
  signal?: AbortSignal | undefined;
  progress?(done: number, total: number): void;
}

export function emptyOutcome(): ScanOutcome {
  return { added: 0, changed: 0, renamed: 0, removed: 0, unchanged: 0, failed: 0, skipped: {} };
}
