import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The servers behind the door in the demo: the reference servers of the Model Context Protocol, from npm. */
const FILESYSTEM = '@modelcontextprotocol/server-filesystem';
const EVERYTHING = '@modelcontextprotocol/server-everything';

/** npx may have to download a server first. */
const NPX_START_MS = 90_000;

/** What npm may need to reach its registry from inside a company's network; a gateway does not hand these on. */
const NETWORK =
  /^(?:NODE_EXTRA_CA_CERTS|(?:https?|no)_proxy|npm_config_(?:registry|cafile|proxy|https_proxy|noproxy))$/i;

interface Entry {
  command: string;
  args: string[];
  env?: Record<string, string>;
  startTimeout?: number;
}

export interface DemoServers {
  /** The value of `mcpServers` in the settings, as a person would write it. */
  mcpServers: Record<'filesystem' | 'everything', Entry>;
  /** Packages that are not installed, and that npx fetches. */
  fetched: string[];
  /** Variables that the gateway needs to fill in what the settings refer to. */
  env: Record<string, string>;
}

export interface DemoServersOptions {
  packageRoot: string;
  nodePath: string;
  /** The folder that the filesystem server may read. */
  folder: string;
  env: NodeJS.ProcessEnv;
}

/**
 * The downstream servers of the demo. In a clone they are installed; beside the published package they are not,
 * and npx starts them.
 */
export function demoServers({ packageRoot, nodePath, folder, env }: DemoServersOptions): DemoServers {
  const fetched: string[] = [];
  const network = Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => NETWORK.test(entry[0]) && Boolean(entry[1]),
    ),
  );
  // By reference: the address of a proxy may hold a password, which has no place in a file.
  const references = Object.fromEntries(Object.keys(network).map((name) => [name, `\${${name}}`]));
  const entry = (name: string, args: string[]): Entry => {
    const program = programOf(packageRoot, name);
    if (program) return { command: nodePath, args: [program, ...args] };
    fetched.push(name);
    return {
      command: 'npx',
      args: ['-y', withVersion(packageRoot, name), ...args],
      env: references,
      startTimeout: NPX_START_MS,
    };
  };
  const mcpServers = { filesystem: entry(FILESYSTEM, [folder]), everything: entry(EVERYTHING, []) };
  return {
    mcpServers,
    fetched,
    env: fetched.length > 0 ? network : {},
  };
}

function programOf(packageRoot: string, name: string): string | undefined {
  try {
    const manifest = createRequire(join(packageRoot, 'package.json')).resolve(`${name}/package.json`);
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin?: Record<string, string> };
    const [program] = Object.values(bin ?? {});
    return program && join(dirname(manifest), program);
  } catch {
    return undefined;
  }
}

/** The version that Iza itself is tested with. */
function withVersion(packageRoot: string, name: string): string {
  const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    devDependencies?: Record<string, string>;
  };
  const version = manifest.devDependencies?.[name];
  return version ? `${name}@${version}` : name;
}
