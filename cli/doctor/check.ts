export const STATUSES = ['ok', 'warn', 'fail'] as const;
export type CheckStatus = (typeof STATUSES)[number];

/** One thing that was looked at. */
export interface Check {
  /** Stable, for scripts: `data.private`, `server.github`. */
  id: string;
  /** The heading it stands under. */
  group: string;
  title: string;
  status: CheckStatus;
  /** What was seen. */
  seen: string;
  /** What to do about it; on everything that is not ok. */
  mend?: string;
}

/** What a check is about; its finding is added by `ok`, `warn` or `fail`. */
export type Subject = Pick<Check, 'id' | 'group' | 'title'>;

export function ok(subject: Subject, seen: string): Check {
  return { ...subject, status: 'ok', seen };
}

export function warn(subject: Subject, seen: string, mend: string): Check {
  return { ...subject, status: 'warn', seen, mend };
}

export function fail(subject: Subject, seen: string, mend: string): Check {
  return { ...subject, status: 'fail', seen, mend };
}

export type Tally = Record<CheckStatus, number>;

export function tally(checks: readonly Check[]): Tally {
  const counts: Tally = { ok: 0, warn: 0, fail: 0 };
  for (const { status } of checks) counts[status] += 1;
  return counts;
}
