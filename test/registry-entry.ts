import * as z from 'zod';

/**
 * The fields of the MCP registry's server.json of 2025-12-11 that a local server uses, with the limits of its
 * schema (https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json) and the registry's own
 * rules (https://modelcontextprotocol.io/registry). Strict, so that a misspelt field is found.
 */
const VERSION = z
  .string()
  .max(255)
  .regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, 'an exact version, no range');

const input = {
  description: z.string().optional(),
  isRequired: z.boolean().optional(),
  isSecret: z.boolean().optional(),
  format: z.enum(['string', 'number', 'boolean', 'filepath']).optional(),
  default: z.string().optional(),
  placeholder: z.string().optional(),
  choices: z.array(z.string()).optional(),
  value: z.string().optional(),
};

const ARGUMENT = z.discriminatedUnion('type', [
  z
    .strictObject({ type: z.literal('positional'), valueHint: z.string().optional(), ...input })
    .refine(({ value, valueHint }) => value !== undefined || valueHint !== undefined),
  z.strictObject({ type: z.literal('named'), name: z.string().min(1), ...input }),
]);

const PACKAGE = z.strictObject({
  registryType: z.enum(['npm', 'mcpb']),
  identifier: z.string().min(1),
  version: VERSION,
  transport: z.strictObject({ type: z.literal('stdio') }),
  runtimeHint: z.string().optional(),
  runtimeArguments: z.array(ARGUMENT).optional(),
  packageArguments: z.array(ARGUMENT).optional(),
  environmentVariables: z.array(z.strictObject({ name: z.string().min(1), ...input })).optional(),
  fileSha256: z
    .string()
    .regex(/^[a-f0-9]{64}$/)
    .optional(),
});

export const REGISTRY_ENTRY = z.strictObject({
  $schema: z.literal('https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json'),
  name: z
    .string()
    .min(3)
    .max(200)
    .regex(/^io\.github\.[a-zA-Z0-9-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version: VERSION,
  packages: z.array(PACKAGE).min(1),
});
