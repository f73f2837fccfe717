import type * as z from 'zod';

const MOST = 20;

/** What is wrong with a value, a line a defect: a JSON pointer (RFC 6901) and what has to be there. */
export function describeDefects(issues: readonly z.core.$ZodIssue[]): string[] {
  const lines = issues.flatMap(describe);
  const rest = lines.length - MOST;
  return rest > 0 ? [...lines.slice(0, MOST), `and ${rest} more`] : lines;
}

function describe(issue: z.core.$ZodIssue): string[] {
  const pointer = toPointer(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => `${pointer}${toPointer([key])}: must not be there`);
    case 'invalid_type':
      return [
        `${pointer || 'the whole'}: must be ${issue.expected}${/undefined/.test(issue.message) ? ', is missing' : ''}`,
      ];
    case 'invalid_value':
      return [
        `${pointer || 'the whole'}: must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`,
      ];
    default:
      return [`${pointer || 'the whole'}: ${issue.message}`];
  }
}

function toPointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
