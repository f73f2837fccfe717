import type { JobView } from './job-view.ts';
import type { JobRow } from './store.ts';

/** A row of the table as a tool shows it: no nulls, times in ISO 8601. */
export function viewOf(row: JobRow): JobView {
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    ...(row.done !== null && {
      progress: {
        done: row.done,
        ...(row.total !== null && { total: row.total }),
        ...(row.message !== null && { message: row.message }),
      },
    }),
    ...(row.result !== null && { result: JSON.parse(row.result) as JobView['result'] }),
    ...(row.error !== null && { error: JSON.parse(row.error) as JobView['error'] }),
    attempts: row.attempts,
    created: new Date(row.created_at).toISOString(),
    ...(row.finished_at !== null && { finished: new Date(row.finished_at).toISOString() }),
  };
}
