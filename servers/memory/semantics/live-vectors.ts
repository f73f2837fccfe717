import { setImmediate as nextTurn } from 'node:timers/promises';
import { IzaError } from '../../../shared/mcp/errors.ts';
import type { Embeddings, EmbedModel } from '../store/embeddings.ts';
import type { MemoryStore } from '../store/store.ts';
import { createVectorIndex, type VectorIndex } from '../vectors/vector-index.ts';

/** Vectors in a slice of the reading: a few milliseconds in which no call is answered. */
const SLICE = 500;
const OPERATIONS = 5_000;
/** Up to so many vectors, a recall waits until all are read. */
const READ_AT_ONCE = 5_000;

/** The vectors of one model in this process: read at the first need, and kept as the store has them. */
export interface LiveVectors {
  /** The index as the store has it now, or undefined while it is being read. */
  at(model: EmbedModel): Promise<VectorIndex | undefined>;
  /** Lets go of what was erased; nothing to do where nothing is loaded. */
  forget(): Promise<void>;
  close(): void;
}

interface Loaded {
  model: number;
  index: VectorIndex;
  /** The last vector and the last operation that are in it. */
  vector: number;
  operation: number;
  ready: Promise<void>;
  whole: boolean;
}

export function createLiveVectors(
  embeddings: Pick<Embeddings, 'addedAfter' | 'count'>,
  store: Pick<MemoryStore, 'read'>,
): LiveVectors {
  let loaded: Loaded | undefined;
  let turn: Promise<void> = Promise.resolve();
  let closed = false;

  const addNew = async (into: Loaded): Promise<void> => {
    while (!closed) {
      const added = await embeddings.addedAfter(into.model, into.vector, SLICE);
      for (const { id, seq, vector } of added) {
        into.vector = id;
        try {
          into.index.upsert(seq, vector);
        } catch (error) {
          // One that was damaged on disk is not found, and spoils nothing.
          if (!(error instanceof IzaError)) throw error;
        }
      }
      if (added.length < SLICE) return;
      await nextTurn();
    }
  };

  /** After the new ones: what was added and erased since is then gone as well. */
  const removeGone = async (from: Loaded): Promise<void> => {
    for (;;) {
      const operations = await store.read((view) => view.operations(from.operation, OPERATIONS));
      for (const { seq, from: version } of operations) {
        from.operation = seq;
        if (version !== undefined) from.index.remove(version);
      }
      if (operations.length < OPERATIONS) return;
    }
  };

  const load = ({ id, dimensions = 0 }: EmbedModel): Loaded => {
    const fresh: Loaded = {
      model: id,
      index: createVectorIndex(dimensions),
      vector: 0,
      operation: 0,
      ready: Promise.resolve(),
      whole: false,
    };
    fresh.ready = (async () => {
      fresh.operation = await store.read((view) => view.lastOperation());
      await addNew(fresh);
      fresh.whole = true;
    })();
    return fresh;
  };

  /** One at a time: two that read on from the same place would add what the other has removed. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  return {
    async at(model) {
      if (loaded?.model !== model.id) {
        const fresh = load(model);
        loaded = fresh;
        fresh.ready.catch(() => {
          if (loaded === fresh) loaded = undefined;
        });
      }
      const here = loaded;
      if (!here.whole && (await embeddings.count(model.id)) > READ_AT_ONCE) return undefined;
      await here.ready;
      await inTurn(async () => {
        await addNew(here);
        await removeGone(here);
      });
      return here.index;
    },
    async forget() {
      const here = loaded;
      if (!here) return;
      await here.ready;
      await inTurn(() => removeGone(here));
    },
    close() {
      closed = true;
      loaded = undefined;
    },
  };
}
