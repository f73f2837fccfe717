import { isUtf8 } from 'node:buffer';
import { Transform, type TransformCallback } from 'node:stream';

const NEWLINE = 0x0a;

export interface LineDefect {
  /** JSON-RPC 2.0: -32700 is a message that cannot be parsed, -32600 one that is not a valid request. */
  code: -32700 | -32600;
  message: string;
}

/**
 * Passes whole lines of valid UTF-8 on and reports the rest, so that one bad line costs one answer and not the
 * connection: the SDK would decode bad bytes into other text, and close the pipe at a line that is too long.
 */
export function createLineFilter(maxLineBytes: number, onDefect: (defect: LineDefect) => void): Transform {
  let parts: Buffer[] = [];
  let length = 0;
  let skipping = false;

  const take = (piece: Buffer): void => {
    if (skipping) return;
    parts.push(piece);
    length += piece.length;
    if (length <= maxLineBytes) return;
    skipping = true;
    parts = [];
    onDefect({
      code: -32600,
      message: `The message is larger than ${maxLineBytes} bytes. Send less at once, or name a file instead.`,
    });
  };

  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        take(chunk.subarray(start, end + 1));
        const line = parts.length === 1 ? parts[0] : Buffer.concat(parts);
        if (!skipping && line) {
          if (isUtf8(line)) this.push(line);
          else onDefect({ code: -32700, message: 'The message is not valid UTF-8.' });
        }
        parts = [];
        length = 0;
        skipping = false;
        start = end + 1;
      }
      if (start < chunk.length) take(chunk.subarray(start));
      done();
    },
  });
}
