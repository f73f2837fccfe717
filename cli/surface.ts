import { systemClock } from '../shared/clock.ts';
import { type DownstreamServers, loadMcpServers, loadSettings, type Settings } from '../shared/config.ts';
import { systemIds } from '../shared/ids.ts';
import { createLogger, type Logger } from '../shared/log.ts';
import type { Surface } from '../shared/mcp/surface.ts';
import { NO_TOOLS } from '../shared/mcp/tool-caller.ts';
import type { CliContext } from './context.ts';
import type { ServerName, ServerOptions } from './server-options.ts';

export interface BuiltServer {
  surface: Surface;
  settings: Settings;
  log: Logger;
}

/** Makes the server that was asked for, with what the command line, the environment and the settings say. */
export async function buildServer(
  context: CliContext,
  name: ServerName,
  options: ServerOptions & { port?: number },
): Promise<BuiltServer> {
  const { config, ...overrides } = options;
  const settings = loadSettings({ env: context.env, overrides });
  const log = createLogger(settings.logLevel, `iza-${name}`);
  const deps = {
    home: settings.home,
    durability: settings.durability,
    clock: systemClock,
    ids: systemIds,
    version: context.version,
    log,
    settings,
    env: context.env,
  };
  if (name === 'memory') {
    const { createMemoryServer } = await import('../servers/memory/index.ts');
    return { surface: createMemoryServer({ ...deps, tools: NO_TOOLS }), settings, log };
  }
  if (name === 'knowledge-graph') {
    const { createGraphServer } = await import('../servers/knowledge-graph/index.ts');
    return { surface: createGraphServer({ ...deps, tools: NO_TOOLS }), settings, log };
  }
  const { createMetaServer } = await import('../servers/meta/index.ts');
  const mcpServers = downstreams(settings, config, context);
  for (const { where, key, message } of mcpServers.warnings) log.warn({ where, key }, message);
  return { surface: createMetaServer({ ...deps, mcpServers, settingsFile: settings.file }), settings, log };
}

/** The settings' servers and those of the named file, which come last and win over the same name. */
function downstreams(settings: Settings, config: string | undefined, { env }: CliContext): DownstreamServers {
  if (config === undefined) return settings.mcpServers;
  const named = loadMcpServers(config, env);
  const { servers, problems, warnings } = settings.mcpServers;
  return {
    servers: { ...servers, ...named.servers },
    problems: [...problems, ...named.problems],
    warnings: [...warnings, ...named.warnings],
  };
}
