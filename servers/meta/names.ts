import { createHash } from 'node:crypto';

/**
 * The longest name that still fits Claude's 64 characters once Claude Code has put `mcp__iza__` in front. A
 * single longer name makes the API refuse the whole request.
 */
const MAX_NAME = 54;
const HASH_CHARS = 6;

/** Gives each name of each server one public name: prefixed, of legal characters, short enough, and unique. */
export interface NameTable {
  /** The same server and name always get the same public name, whatever came before, unless it is taken. */
  add(server: string, prefix: string, name: string): string;
}

export function createNameTable(reserved: Iterable<string> = []): NameTable {
  const taken = new Set<string>(reserved);
  return {
    add(server, prefix, name) {
      const wanted = `${prefix}${name}`;
      const legal = wanted.replace(/[^A-Za-z0-9_.-]/g, '_');
      const fits = legal === wanted && legal.length <= MAX_NAME && !taken.has(legal);
      const given = fits ? legal : withHash(legal, server, name);
      taken.add(given);
      return given;
    },
  };
}

function withHash(legal: string, server: string, name: string): string {
  const hash = createHash('sha256').update(`${server}\0${name}`).digest('hex').slice(0, HASH_CHARS);
  return `${legal.slice(0, MAX_NAME - HASH_CHARS - 1)}_${hash}`;
}
