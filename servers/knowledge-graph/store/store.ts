import type { Receipt } from '../../../shared/mcp/tool.ts';
import type {
  Alias,
  Change,
  Chunk,
  Distinct,
  Entity,
  Episode,
  Fact,
  Literal,
  Mention,
  Merge,
  RecordKind,
  Records,
  Row,
  Support,
} from '../graph.ts';
import type { ItemStatus, Source, SourceItem } from '../sources/source.ts';
import type { EdgeColumns } from '../topology/edge.ts';

/** Which moment of knowledge is asked about: the number of a change, what is known now, or all that ever was. */
export type KnownAt = number | 'now' | 'ever';

/** Which facts are meant. What is left out lets everything through. */
export interface FactFilter {
  /** `out` where the entity is the subject, `in` where it is the object; both unless given. */
  direction?: 'out' | 'in' | undefined;
  relations?: readonly string[] | undefined;
  /** Only those with one of these as their object, or with this value. */
  object?: readonly number[] | { value: Literal } | undefined;
  /** Only those that hold then; those of all times unless given. */
  validAt?: number | undefined;
  knownAt?: KnownAt | undefined;
  /** Only rows with a greater number: where the page before ended. */
  after?: number | undefined;
  limit?: number | undefined;
}

/** Facts between entities as columns, and the names of their relations, into which `relations` are indexes. */
export interface RelatedEdges extends EdgeColumns {
  relationNames: readonly string[];
}

/** What the words of can be searched. */
export type WordKind = 'chunk' | 'fact' | 'alias';

export interface WordHit {
  row: number;
  /** The engine's own measure, larger is better; comparable within one answer only. */
  score: number;
}

/** A row that is not any more what it was. */
export interface GoneRow {
  row: number;
  /** The change that ended it. */
  ended: number;
  /** Its words were taken away. */
  erased: boolean;
}

export interface GraphStats {
  graph: string;
  entities: number;
  facts: number;
  episodes: number;
  chunks: number;
}

/** A change with all that it did: a line of the change log. */
export interface LoggedChange extends Change {
  added: { [K in RecordKind]: { kind: K; record: Row<Records[K]> } }[RecordKind][];
  ended: { kind: RecordKind; row: number }[];
  /** Rows whose words were taken away; in `added` of their own change they are without them, too. */
  erased: { kind: Erasable; row: number }[];
}

/** What is remembered of sources. */
export interface SourceView {
  /** Graphs that have sources, in the order of their names. */
  graphs(): Promise<string[]>;
  /** In the order of their names. */
  list(graph: string): Promise<Source[]>;
  find(graph: string, name: string): Promise<Source | undefined>;
  /** In the order of their external ids, those after one of them; all of them unless a status is given. */
  items(
    graph: string,
    source: string,
    after: string,
    limit: number,
    status?: ItemStatus,
  ): Promise<SourceItem[]>;
  item(graph: string, source: string, externalId: string): Promise<SourceItem | undefined>;
  counts(graph: string, source: string): Promise<Record<ItemStatus, number>>;
}

/** The same, written with the change that it belongs to: it is there exactly when the change's effects are. */
export interface SourceChange extends SourceView {
  put(source: Source): Promise<void>;
  /** With all of its items. */
  remove(name: string): Promise<void>;
  putItem(source: string, item: SourceItem): Promise<void>;
  removeItem(source: string, externalId: string): Promise<void>;
}

/**
 * What can be asked, all of one moment. Lists are in the order of row numbers unless said otherwise, so that answers
 * repeat. Rows are those that are known now unless `knownAt` says otherwise. Merges are not looked through here:
 * whoever asks about an entity asks about all that were merged into it (canon.ts).
 */
export interface GraphView {
  readonly sources: SourceView;
  /** The newest change; undefined while there is none. */
  last(): Promise<Change | undefined>;
  /** A change that there is. */
  change(seq: number): Promise<Change>;
  /** The newest change that was made at that time or before; 0 where there is none. */
  changeAt(at: number): Promise<number>;
  graphs(): Promise<string[]>;
  stats(graph: string): Promise<GraphStats>;

  /** Rows by their numbers, ended ones too, in the order asked for; those that are not there are passed over. */
  rows<K extends RecordKind>(kind: K, rows: readonly number[]): Promise<Row<Records[K]>[]>;
  /** All rows of a kind, ended ones too. */
  scan<K extends RecordKind>(
    kind: K,
    graph: string,
    after: number,
    limit: number,
  ): Promise<Row<Records[K]>[]>;
  /** The change log after a change. */
  changes(after: number, limit: number): Promise<LoggedChange[]>;

  /** The rows that describe these entities, in the order asked for. */
  entities(ids: readonly number[], knownAt?: KnownAt): Promise<Entity[]>;
  /** Those of a type; all types unless given. */
  entitiesOf(
    graph: string,
    type: string | undefined,
    after: number,
    limit: number,
    knownAt?: KnownAt,
  ): Promise<Entity[]>;
  aliases(entities: readonly number[], knownAt?: KnownAt): Promise<Alias[]>;
  /** Aliases of any kind with one of these normalised names or strong keys. */
  named(graph: string, norms: readonly string[], knownAt?: KnownAt): Promise<Alias[]>;

  /** Facts about any of these entities. */
  facts(entities: readonly number[], filter?: FactFilter): Promise<Fact[]>;
  /** Facts of a relation in a graph, for listings. */
  factsOf(graph: string, relation: string, filter?: FactFilter): Promise<Fact[]>;
  /** How many facts these entities have, by relation and direction. */
  countFacts(
    entities: readonly number[],
    filter?: FactFilter,
  ): Promise<{ relation: string; direction: 'out' | 'in'; facts: number }[]>;
  /** All rows of facts, by `fact`: their history. */
  history(facts: readonly number[]): Promise<Fact[]>;
  supports(facts: readonly number[], knownAt?: KnownAt): Promise<Support[]>;
  supportsFrom(episodes: readonly number[]): Promise<Support[]>;
  /** Facts between entities of a graph; `facts` are their rows. */
  edges(graph: string, knownAt?: KnownAt): Promise<RelatedEdges>;

  /** The episode that a source's item is now. */
  episodeOf(graph: string, source: string, externalId: string): Promise<Episode | undefined>;
  episodes(graph: string, after: number, limit: number, source?: string): Promise<Episode[]>;
  chunks(episodes: readonly number[]): Promise<Chunk[]>;
  mentionsIn(chunks: readonly number[]): Promise<Mention[]>;
  /** Chunks that name one of these entities, those that name it most first. */
  mentionsOf(entities: readonly number[], limit: number): Promise<Mention[]>;

  merges(graph: string, knownAt?: KnownAt): Promise<Merge[]>;
  distincts(graph: string): Promise<Distinct[]>;
  ontology(graph: string, knownAt?: KnownAt): Promise<Row<Records['ontology']> | undefined>;
  relations(graph: string): Promise<{ name: string; facts: number }[]>;
  types(graph: string): Promise<{ name: string; entities: number }[]>;

  /**
   * Rows that have any of the words, best first. Words are letters and digits; everything else in them only parts
   * them, so that no query syntax can be written. The words of ended rows are searched as well.
   */
  find(kind: WordKind, graph: string, words: readonly string[], limit: number): Promise<WordHit[]>;
  /**
   * In how many rows of all graphs each of the words is, as `find` reads them, counted up to `most`: what is as
   * frequent as that stays so, since words only go when they are erased.
   */
  frequencies(kind: WordKind, words: readonly string[], most: number): Promise<number[]>;
  /** Rows that a change after this one ended or erased, for whoever keeps what they say in memory. */
  gone(kind: 'chunk' | 'mention', graph: string, after: number): Promise<GoneRow[]>;
}

/** What one change may do besides asking, which shows what it did so far. */
export interface GraphChange extends GraphView {
  /** Of this graph. What is written here alone is no change of the graph: the log does not have it. */
  readonly sources: SourceChange;
  /** The number and time of this change. */
  readonly seq: number;
  readonly at: number;
  readonly graph: string;
  /** Adds a record and gives its number. Where `entity` or `fact` is 0, it becomes that number. */
  add<K extends RecordKind>(kind: K, record: Records[K]): Promise<number>;
  /** The same for many records, which are written at once; their numbers follow each other from the one returned. */
  addAll<K extends RecordKind>(kind: K, records: readonly Records[K][]): Promise<number>;
  /** Ends a row that is not ended yet. */
  end(kind: RecordKind, row: number): Promise<void>;
  /** Takes what a row says out of the store and its indexes, for ever; its number and times stay. It ends, too. */
  erase(kind: Erasable, row: number): Promise<void>;
}

/** What holds words of people; of the rest, nothing is left once these are gone. */
export const ERASABLE = ['entity', 'alias', 'fact', 'support', 'episode', 'chunk'] as const;
export type Erasable = (typeof ERASABLE)[number];

/** The call that a change is made for. */
export interface ChangeOrigin {
  graph: string;
  tool: string;
  client?: string | undefined;
  reason?: string | undefined;
  receipt?: Receipt | undefined;
}

/** What every engine that holds graphs can do. */
export interface GraphStore {
  read<T>(ask: (view: GraphView) => Promise<T>): Promise<T>;
  /**
   * One transaction: when it resolves, its effect is on disk; when it rejects, nothing happened. A change that adds
   * and ends nothing leaves no trace. Changes run one after another, so `make` must wait for nothing but its view.
   * Repeated with the same receipt it gives the first result, which therefore has to survive JSON.
   */
  change<T>(origin: ChangeOrigin, make: (change: GraphChange) => Promise<T>): Promise<T>;
  /** Applies a change of another store's log as it was, to a store that has all before it. */
  replay(change: LoggedChange): Promise<void>;
  /** Overwrites what erasing left in places that are written over only later; false while somebody reads there. */
  scrub(): Promise<boolean>;
  verify(): Promise<{ name: string; ok: boolean; detail?: string }[]>;
  close(): Promise<void>;
}
