/** How much of each end of a message is looked at, in bytes. */
export const END_BYTES = 512;

const MEMBER = '"(?:jsonrpc|method|id)"\\s*:\\s*(?:"[^"\\\\]*"|-?\\d+)';
const MEMBERS = `${MEMBER}(?:\\s*,\\s*${MEMBER})*`;
const FIRST = new RegExp(`^\\s*\\{\\s*(${MEMBERS})\\s*,`);
const LAST = new RegExp(`,\\s*(${MEMBERS})\\s*\\}\\s*$`);

/**
 * The id of a JSON-RPC request too large to be read, from its two ends; without an answer that names it, the client
 * would wait until its own time limit. Clients write the short members before the parameters or after them. A run of
 * members that reaches an end of the line without a brace between stands at the outermost level, so an "id" among
 * the parameters is never taken for it.
 *
 * @returns undefined for a notification, a response, and where the ends do not tell.
 */
export function idOfOversized(start: Buffer, end: Buffer): string | number | undefined {
  const members = [FIRST.exec(start.toString('utf8'))?.[1], LAST.exec(end.toString('utf8'))?.[1]];
  const { method, id } = JSON.parse(`{${members.filter(Boolean).join(',')}}`) as Record<string, unknown>;
  if (typeof method !== 'string') return undefined;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}
