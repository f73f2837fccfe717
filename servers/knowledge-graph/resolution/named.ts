import type { ReadName } from './read-name.ts';

/** What is known of an entity when it is held against another. */
export interface Named {
  name: string;
  type?: string | undefined;
  /** Canonical strong keys, as `strongKey` gives them. */
  keys?: readonly string[] | undefined;
}

/** The same with its name taken apart. */
export interface Read extends Named {
  read: ReadName;
}
