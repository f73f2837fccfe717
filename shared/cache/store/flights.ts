import type { Database } from '../../db/database.ts';

/** A load that one process makes for all. Times are ms since the epoch. */
export interface FlightRow {
  /** `failed`: with the words for those who waited. `unkept`: it ended, and its value could not be shared. */
  state: 'running' | 'failed' | 'unkept';
  failure: string | null;
  /** Running, the end of the lease; ended, when the notice goes. */
  until: number;
}

/** The right to end a flight: worthless as soon as another process has taken the slot with its own token. */
export interface FlightClaim {
  slot: string;
  generation: number;
  token: string;
}

/** The queries on the table of loads under way. */
export function createFlightRows(db: Database) {
  const get = db.prepare<[string, number], FlightRow>(
    'SELECT state, failure, until FROM cache_flight WHERE slot = ? AND generation = ?',
  );
  const claim = db.prepare<[string, number, string, number]>(
    `INSERT OR REPLACE INTO cache_flight (slot, generation, token, state, failure, until)
     VALUES (?, ?, ?, 'running', NULL, ?)`,
  );
  const held = "slot = ? AND generation = ? AND token = ? AND state = 'running'";
  const renew = db.prepare<[number, string, number, string]>(
    `UPDATE cache_flight SET until = ? WHERE ${held}`,
  );
  const end = db.prepare<['failed' | 'unkept', string | null, number, string, number, string]>(
    `UPDATE cache_flight SET state = ?, failure = ?, until = ? WHERE ${held}`,
  );
  const release = db.prepare<[string, number, string]>(`DELETE FROM cache_flight WHERE ${held}`);
  const prune = db.prepare<[number]>('DELETE FROM cache_flight WHERE until <= ?');

  return {
    get: (slot: string, generation: number) => get.get(slot, generation),

    claim({ slot, generation, token }: FlightClaim, until: number): void {
      claim.run(slot, generation, token, until);
    },

    /** False when the claim is worth nothing any more; so for the next two. */
    renew: ({ slot, generation, token }: FlightClaim, until: number) =>
      renew.run(until, slot, generation, token).changes === 1,

    end: ({ slot, generation, token }: FlightClaim, failure: string | undefined, until: number) =>
      end.run(failure === undefined ? 'unkept' : 'failed', failure ?? null, until, slot, generation, token)
        .changes === 1,

    release: ({ slot, generation, token }: FlightClaim) => release.run(slot, generation, token).changes === 1,

    /** Deletes notices that everybody has read, and leases whose owner died and whose value nobody asked for since. */
    prune(now: number): void {
      prune.run(now);
    },
  };
}
