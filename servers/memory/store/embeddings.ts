import type { Database } from '../../../shared/db/database.ts';
import type { JsonObject } from '../../../shared/mcp/surface.ts';

/** A model whose vectors are kept. */
export interface EmbedModel {
  id: number;
  /** Names the space of its vectors (shared/embed/fingerprint.ts). */
  fingerprint: string;
  /** The settings by which it can be opened again; names of keys and never a key. */
  config: JsonObject;
  /** Absent until the first vector came. */
  dimensions?: number;
  /** Whether queries may use it: it has had a vector of nearly every memory. */
  ready: boolean;
  /** Failures in a row, until when nothing is asked of it (milliseconds since the epoch), and why. */
  failures: number;
  pausedUntil?: number;
  pausedBecause?: string;
}

/** An active memory that a model has no vector of. */
export interface Unembedded {
  seq: number;
  id: string;
  text: string;
  sensitivity: number;
  /** Changes when the text is erased, so that no vector of it is written afterwards. */
  fingerprint: string;
}

export interface NewVector extends Pick<Unembedded, 'seq' | 'id' | 'fingerprint'> {
  vector: Float32Array;
}

/** A vector that was added after another one. */
export interface AddedVector {
  /** Grows with every vector. */
  id: number;
  seq: number;
  vector: Float32Array;
}

export interface Coverage {
  /** Active memories that are not kept encrypted, and those that have still to be looked at. */
  memories: number;
  pending: number;
  vectors: number;
}

/** The vectors of memories, by model. Writes are one transaction each. */
export interface Embeddings {
  /** Makes a model the newest, adding it where it is not known. */
  choose(fingerprint: string, config: JsonObject): Promise<EmbedModel>;
  /** The models, the newest first. */
  models(): Promise<EmbedModel[]>;
  /** Reads all memories. */
  coverage(model: number): Promise<Coverage>;
  /** How many vectors there are. */
  count(model: number): Promise<number>;
  /** Memories that the model has not looked at, by seq. */
  pending(model: number, limit: number): Promise<Unembedded[]>;
  /**
   * What writes vectors within a transaction on the memories' database, and that all up to `through` was looked at.
   * Memories that were changed or erased since they were read are passed over.
   * @throws IzaError CONFLICT when the model's vectors have another size; nothing is written then.
   */
  writing(
    model: number,
    batch: { vectors: readonly NewVector[]; through: number; dimensions?: number | undefined },
  ): (db: Database) => void;
  /** Lets queries use the model if it has looked at nearly everything. Says whether they may. */
  switchTo(model: number): Promise<boolean>;
  /** Looks at everything anew that has no vector. */
  rescan(model: number): Promise<void>;
  /** Removes some vectors of models older than this one, and the models that have none left. False when all are gone. */
  dropOlder(model: number, limit: number): Promise<boolean>;
  pause(model: number, failures: number, until: number, because: string): Promise<void>;
  /** Vectors of a model after the one with this id, in order. */
  addedAfter(model: number, id: number, limit: number): Promise<AddedVector[]>;
}
