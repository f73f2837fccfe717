import type * as z from 'zod';
import { describeIssues } from './issues.ts';
import { SettingsError } from './settings-error.ts';

/**
 * A section of the settings that only those read who need it: most starts need none.
 * @throws SettingsError with every mistake at once, each named by its dotted key.
 */
export function readSection<S extends z.ZodType>(
  schema: S,
  { key: section, value, file }: { key: string; value: unknown; file: string },
): z.output<S> {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const knownAt = (path: string) => keysAt(schema, path);
  const defects = describeIssues(parsed.error.issues, knownAt).map(({ key, message }) => ({
    where: file,
    key: key ? `${section}.${key}` : section,
    message,
  }));
  throw new SettingsError(defects);
}

/** The keys that the object at a dotted path may have. */
function keysAt(section: z.ZodType, path: string): readonly string[] {
  let schema: unknown = section;
  for (const key of path.split('.').filter(Boolean)) {
    schema = (shapeOf(schema) as Record<string, unknown> | undefined)?.[key];
  }
  return Object.keys(shapeOf(schema) ?? {});
}

/** The fields of an object schema, whatever defaults are around it. */
function shapeOf(schema: unknown): z.ZodRawShape | undefined {
  let inner = schema as { shape?: z.ZodRawShape; unwrap?(): unknown } | undefined;
  while (inner && !inner.shape && inner.unwrap) inner = inner.unwrap() as typeof inner;
  return inner?.shape;
}
