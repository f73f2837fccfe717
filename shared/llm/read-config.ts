import type * as z from 'zod';
import { describeIssues } from '../config/issues.ts';
import { type Settings, SettingsError } from '../config.ts';
import { MODEL_CONFIG, MODEL_CONFIG_KEY, type ModelConfig } from './model-config.ts';

/**
 * The section of the settings about models. It is read when a model is wanted, not at every start: most starts
 * want none. @throws SettingsError with every mistake at once.
 */
export function readModelConfig({ modelConfig, file }: Pick<Settings, 'modelConfig' | 'file'>): ModelConfig {
  const parsed = MODEL_CONFIG.safeParse(modelConfig ?? {});
  if (parsed.success) return parsed.data;
  const defects = describeIssues(parsed.error.issues, knownAt).map(({ key, message }) => ({
    where: file,
    key: key ? `${MODEL_CONFIG_KEY}.${key}` : MODEL_CONFIG_KEY,
    message,
  }));
  throw new SettingsError(defects);
}

/** The keys that the object at a dotted path may have. */
function knownAt(path: string): readonly string[] {
  let schema: unknown = MODEL_CONFIG;
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
