import type { ErrorCode } from '../shared/mcp/errors.ts';

/** How the command ends. The numbers are those of BSD's sysexits.h, so that scripts can tell the cases apart. */
export const EXIT = {
  ok: 0,
  usage: 64,
  data: 65,
  unavailable: 69,
  internal: 70,
  cannotCreate: 73,
  io: 74,
  config: 78,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const MEANINGS: Record<keyof typeof EXIT, string> = {
  ok: 'done, or nothing to do',
  usage: 'the command line is wrong',
  data: 'a file that was read is not what it should be',
  unavailable: 'something that is needed is missing or does not answer',
  internal: 'a defect of Iza',
  cannotCreate: 'a file or folder cannot be created',
  io: 'reading or writing failed',
  config: 'the settings, or this Node version, cannot be used',
};

/** The table as `iza --help` shows it. */
export function describeExitCodes(): string {
  const rows = Object.entries(MEANINGS).map(
    ([name, meaning]) => `  ${String(EXIT[name as keyof typeof EXIT]).padEnd(3)} ${meaning}`,
  );
  return ['Exit codes:', ...rows].join('\n');
}

/** The exit code for an error that was written for people and models. */
export function exitCodeFor(code: ErrorCode): ExitCode {
  switch (code) {
    case 'INVALID_INPUT':
    case 'VERSION_MISMATCH':
      return EXIT.config;
    case 'NOT_FOUND':
    case 'CONFLICT':
    case 'TOO_LARGE':
      return EXIT.data;
    case 'UNAVAILABLE':
    case 'TIMEOUT':
      return EXIT.unavailable;
    case 'READ_ONLY':
      return EXIT.cannotCreate;
    case 'DISK_FULL':
      return EXIT.io;
    default:
      return EXIT.internal;
  }
}
