import type { Memory } from './memory.ts';

/** Names a version in a list that grows at its other end. */
export function cursorOf({ id, version }: Pick<Memory, 'id' | 'version'>): string {
  return `${id}.${version}`;
}
