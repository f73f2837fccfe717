import type { JsonObject, JsonValue } from '../../mcp/surface.ts';

/**
 * Whether OpenAI can hold a model to a schema by the letter: every object closed and every property required
 * (https://platform.openai.com/docs/guides/structured-outputs, "Supported schemas"). A schema that is not so is sent as
 * guidance; sending it as strict would be refused.
 */
export function isStrictSchema(schema: JsonValue): boolean {
  if (Array.isArray(schema)) return schema.every(isStrictSchema);
  if (schema === null || typeof schema !== 'object') return true;
  if (schema.allOf !== undefined || schema.not !== undefined || schema.if !== undefined) return false;
  if (schema.type === 'object' || schema.properties !== undefined) {
    if (schema.additionalProperties !== false) return false;
    const required = Array.isArray(schema.required) ? schema.required : [];
    if (!Object.keys(asObject(schema.properties)).every((name) => required.includes(name))) return false;
  }
  return Object.entries(schema).every(([keyword, value]) =>
    // What stands under these is named by the schema's author: the names are no keywords.
    keyword === 'properties' || keyword === '$defs'
      ? Object.values(asObject(value)).every(isStrictSchema)
      : ['enum', 'const', 'default', 'examples'].includes(keyword) || isStrictSchema(value),
  );
}

/** A schema without the keyword that names its dialect, which providers do not take. */
export function withoutDialect({ $schema: _, ...schema }: JsonObject): JsonObject {
  return schema;
}

function asObject(value: JsonValue | undefined): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}
