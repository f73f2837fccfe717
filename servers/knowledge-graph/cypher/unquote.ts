const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** What a string in quotes says. An escape that Cypher does not know stands for its character. */
export function textIn(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code: string | undefined, char: string) =>
      code === undefined ? (ESCAPES[char] ?? char) : String.fromCharCode(Number.parseInt(code, 16)),
    );
}

/** A name, which may stand in backticks. */
export function nameIn(written: string): string {
  return written.startsWith('`') ? written.slice(1, -1).replaceAll('``', '`') : written;
}
