/** The space that the vectors of one model live in. */
export interface VectorSpace {
  /** The fingerprint of the model (shared/embed/fingerprint.ts): vectors of different spaces are never mixed. */
  name: string;
  dimensions: number;
}

/** What an engine keeps beside a vector: enough to filter by, and nothing to read. Texts stay in the truth. */
export interface PointPayload {
  /** Id of the memory. */
  memory: string;
  scope: string;
  kind: string;
  /** Milliseconds since the epoch. */
  at: number;
}

export interface EnginePoint {
  /** A UUID, the same for the same memory and space each time (point-id.ts). */
  id: string;
  vector: Float32Array;
  payload: PointPayload;
}

export interface EngineSearch {
  /** Where to look; an engine refuses a search that names none, so that none is ever forgotten. */
  scopes: readonly string[];
  kinds?: readonly string[];
  limit: number;
}

export interface EngineHit {
  /** Id of the memory. */
  memory: string;
  /** Cosine. */
  score: number;
}

/**
 * A search engine for vectors, for more of them than one process can hold. It holds a copy: the truth is the store,
 * and whatever an engine loses can be made again. When a method resolves, its effect can be seen by a search.
 * Errors are IzaError, and the code says what helps:
 * - INVALID_INPUT, TOO_LARGE: this input is refused, each time.
 * - UNAVAILABLE: the engine cannot be reached, refuses the key, or answers nonsense: wait or mend it.
 * - TIMEOUT, INTERNAL: it took too long, or failed at this request.
 * - NOT_FOUND, CONFLICT: the space is missing or has another size: `rebuild`.
 */
export interface VectorEngine {
  /** Makes the space ready, and is called before anything else. What is there already is kept. */
  ensure(space: VectorSpace): Promise<void>;
  /** Adds or replaces. Every point is checked before the first is sent. */
  upsert(points: readonly EnginePoint[]): Promise<void>;
  /** Ids that are not there are passed over. */
  remove(ids: readonly string[]): Promise<void>;
  /** Best first; among equals by the id of the memory. */
  search(vector: Float32Array, options: EngineSearch): Promise<EngineHit[]>;
  count(): Promise<number>;
  /** The checksum (checksum.ts) of all points. */
  checksum(): Promise<string>;
  /** Takes a space away with all that is in it; one that is not there is gone already. */
  drop(space: VectorSpace): Promise<void>;
}
