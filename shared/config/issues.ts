import type * as z from 'zod';
import { nearest } from '../mcp/input.ts';

/** Turns zod's findings into sentences with a dotted key; `knownAt` lists the keys that an object may have. */
export function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  knownAt: (key: string) => readonly string[] = () => [],
): { key: string; message: string }[] {
  return issues.flatMap((issue) => {
    const key = issue.path.map(String).join('.');
    if (issue.code !== 'unrecognized_keys') return [{ key, message: describe(issue) }];
    return issue.keys.map((unknown) => ({
      key: key ? `${key}.${unknown}` : unknown,
      message: describeUnknown(unknown, knownAt(key)),
    }));
  });
}

function describe(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `has to be ${article(issue.expected)}.`;
    case 'invalid_value':
      return `has to be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}.`;
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty.' : `has to be at least ${issue.minimum}.`;
    case 'too_big':
      return `has to be at most ${issue.maximum}.`;
    default:
      return `${issue.message}.`;
  }
}

function describeUnknown(unknown: string, known: readonly string[]): string {
  const near = nearest(unknown, known);
  if (near) return `no such setting, did you mean ${near}?`;
  return known.length > 0 ? `no such setting. Known: ${known.join(', ')}.` : 'no such setting.';
}

function article(type: string): string {
  switch (type) {
    case 'int':
      return 'a whole number';
    case 'array':
      return 'a list';
    case 'record':
    case 'object':
      return 'an object';
    case 'boolean':
      return 'true or false';
    default:
      return `a ${type}`;
  }
}
