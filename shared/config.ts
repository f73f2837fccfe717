import { isAbsolute, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import * as z from 'zod';
import { type DownstreamServers, parseDownstreamServers } from './config/downstream-entry.ts';
import type { Environment } from './config/expand-variables.ts';
import { describeIssues } from './config/issues.ts';
import { isObject, readJsonObject } from './config/json-file.ts';
import { type Defect, SettingsError } from './config/settings-error.ts';
import { LOG_LEVELS } from './log.ts';

export type { DownstreamEntry, DownstreamServers } from './config/downstream-entry.ts';
export type { Environment } from './config/expand-variables.ts';
export { type Defect, renderDefect, SettingsError } from './config/settings-error.ts';

const MIB = 1024 * 1024;

const HTTP = z.strictObject({
  port: z.number().int().min(0).max(65_535).default(4180).describe('0 takes any free port.'),
  maxBodyBytes: z
    .number()
    .int()
    .min(1024)
    .default(4 * MIB),
});

const SETTINGS = z.strictObject({
  logLevel: z.enum(LOG_LEVELS).default('warn').describe('Least level that reaches the log on stderr.'),
  durability: z.enum(['full', 'normal']).default('full').describe('What an acknowledged write survives.'),
  http: HTTP.prefault({}),
  mcpServers: z
    .unknown()
    .optional()
    .describe('The servers behind the gateway, as in claude_desktop_config.json.'),
  modelConfig: z
    .unknown()
    .optional()
    .describe('Models, prices and budgets; read by those who talk to a model, with readModelConfig.'),
  embedding: z
    .unknown()
    .optional()
    .describe('Who makes vectors of texts; read by those who need some, with readEmbeddingConfig.'),
  privacy: z.unknown().optional().describe('What is sensitive, and what may be done with it.'),
  memory: z.unknown().optional().describe('What the memory server may do; read by it alone.'),
  knowledgeGraph: z.unknown().optional().describe('What the knowledge graph may read; read by it alone.'),
});

/** Where a setting comes from when it is not in the file. `home` cannot be in it: the file is found by it. */
const ENVIRONMENT: readonly { name: string; path: readonly string[]; number?: boolean }[] = [
  { name: 'IZA_LOG_LEVEL', path: ['logLevel'] },
  { name: 'IZA_DURABILITY', path: ['durability'] },
  { name: 'IZA_HTTP_PORT', path: ['http', 'port'], number: true },
];

export interface Settings extends Omit<z.output<typeof SETTINGS>, 'mcpServers'> {
  /** The servers behind the gateway, with those that cannot be used told apart. */
  mcpServers: DownstreamServers;
  /** The folder with all of Iza's data; absolute. */
  home: string;
  /** The settings file; it need not exist. */
  file: string;
}

/** What the command line sets. */
export interface SettingsOverrides {
  home?: string;
  /** The settings file; unlike the default one it has to exist. */
  file?: string;
  logLevel?: string;
  durability?: string;
  port?: number;
}

export interface SettingsSources {
  env: Environment;
  overrides?: SettingsOverrides;
  /** The data folder where neither the command line nor IZA_HOME names one. */
  dataFolder?: string;
}

/**
 * The settings: what the command line says, else the environment, else the file (`--config`, else the path in
 * IZA_SETTINGS, else `settings.json` in the home folder), else the default. An empty environment variable counts
 * as not set. A downstream entry with a mistake is told in `mcpServers.problems` and costs only itself.
 * @throws SettingsError with every other mistake at once.
 */
export function loadSettings({ env, overrides = {}, dataFolder }: SettingsSources): Settings {
  if (!overrides.home && env.IZA_HOME && !isAbsolute(env.IZA_HOME)) {
    const message = 'has to be an absolute path: a client starts Iza in a folder of its own choice.';
    throw new SettingsError([{ where: 'IZA_HOME', key: '', message }]);
  }
  const home = resolve(overrides.home || env.IZA_HOME || dataFolder || platformDataFolder());
  const named = overrides.file || env.IZA_SETTINGS;
  const file = named ? resolve(named) : join(home, 'settings.json');
  const found = readJsonObject(file);
  if (named && !found) {
    throw new SettingsError([{ where: file, key: '', message: 'There is no such file.' }]);
  }
  const layers = [fromFile(file, found ?? {}), fromEnvironment(env), fromOverrides(overrides)];
  const merged = layers.reduce<Record<string, unknown>>((below, { values }) => merge(below, values), {});
  const parsed = SETTINGS.safeParse(merged);
  if (!parsed.success) throw new SettingsError(defectsOf(parsed.error.issues, layers));
  const { mcpServers, ...settings } = parsed.data;
  return { home, file, ...settings, mcpServers: parseDownstreamServers(file, mcpServers, env) };
}

/**
 * Reads `mcpServers` of any file that has it, such as claude_desktop_config.json or .mcp.json; other keys are the
 * business of whoever owns the file. @throws SettingsError when the file is missing or not JSON.
 */
export function loadMcpServers(file: string, env: Environment): DownstreamServers {
  const path = resolve(file);
  const found = readJsonObject(path);
  if (!found) throw new SettingsError([{ where: path, key: '', message: 'There is no such file.' }]);
  return parseDownstreamServers(path, found.mcpServers, env);
}

function platformDataFolder(): string {
  return envPaths('iza', { suffix: '' }).data;
}

interface Layer {
  values: Record<string, unknown>;
  /** Where a value of this layer was written, by its dotted key. */
  where(key: string): string;
}

function fromFile(file: string, values: Record<string, unknown>): Layer {
  return { values, where: () => file };
}

function fromEnvironment(env: Environment): Layer {
  const set = ENVIRONMENT.filter(({ name }) => env[name]);
  const values = set.map(({ name, path, number }) => nest(path, number ? toNumber(env[name]) : env[name]));
  return {
    values: values.reduce<Record<string, unknown>>(merge, {}),
    where: (key) => set.find(({ path }) => path.join('.') === key)?.name ?? 'environment',
  };
}

function fromOverrides({ logLevel, durability, port }: SettingsOverrides): Layer {
  return {
    values: {
      ...(logLevel !== undefined && { logLevel }),
      ...(durability !== undefined && { durability }),
      ...(port !== undefined && { http: { port } }),
    },
    where: () => 'command line',
  };
}

function defectsOf(issues: readonly z.core.$ZodIssue[], layers: readonly Layer[]): Defect[] {
  const knownAt = (key: string) => Object.keys(key === 'http' ? HTTP.shape : SETTINGS.shape);
  return describeIssues(issues, knownAt).map(({ key, message }) => {
    const layer = layers.findLast(({ values }) => has(values, key.split('.'))) ?? layers[0];
    return { where: layer?.where(key) ?? '', key, message };
  });
}

function merge(below: Record<string, unknown>, above: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key];
    merged[key] = isObject(under) && isObject(value) ? merge(under, value) : value;
  }
  return merged;
}

function nest(path: readonly string[], value: unknown): Record<string, unknown> {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>;
}

function has(values: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  return isObject(values) && key in values && has(values[key], rest);
}

/** What is not a number stays as it was written, for the message. */
function toNumber(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : text;
}
