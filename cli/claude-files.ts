import { posix, win32 } from 'node:path';

export type ClientName = 'desktop' | 'code' | 'project';

/** A file in which a Claude client lists its MCP servers under `mcpServers`. */
export interface ClaudeFile {
  client: ClientName;
  /** As a person calls it. */
  title: string;
  /** Absolute path of the file; it need not exist. */
  file: string;
  /** The client is there when one of these is. */
  signs: readonly string[];
  /** Whether entries state `"type": "stdio"`. */
  typed: boolean;
  /** What makes the client read the file again. */
  reload: string;
}

export interface Machine {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  /** The person's home folder. */
  userHome: string;
}

/**
 * Where Claude Desktop keeps its servers: modelcontextprotocol.io, "Connect to local MCP servers". On Linux, for
 * which there is no official build, the community builds use Electron's folder, the one of the XDG base directories.
 */
export function desktopFile({ platform, env, userHome }: Machine): ClaudeFile {
  const path = platform === 'win32' ? win32 : posix;
  const base = {
    darwin: () => path.join(userHome, 'Library', 'Application Support'),
    win32: () => env.APPDATA || path.join(userHome, 'AppData', 'Roaming'),
    // The XDG specification has relative paths ignored.
    other: () =>
      env.XDG_CONFIG_HOME && path.isAbsolute(env.XDG_CONFIG_HOME)
        ? env.XDG_CONFIG_HOME
        : path.join(userHome, '.config'),
  }[platform === 'darwin' || platform === 'win32' ? platform : 'other']();
  const folder = path.join(base, 'Claude');
  return {
    client: 'desktop',
    title: 'Claude Desktop',
    file: path.join(folder, 'claude_desktop_config.json'),
    signs: [folder],
    typed: false,
    reload: 'Quit Claude Desktop fully and open it again.',
  };
}

/** Where Claude Code keeps the servers of all projects; CLAUDE_CONFIG_DIR moves it. */
export function codeFile({ platform, env, userHome }: Machine): ClaudeFile {
  const path = platform === 'win32' ? win32 : posix;
  const file = path.join(env.CLAUDE_CONFIG_DIR || userHome, '.claude.json');
  return {
    client: 'code',
    title: 'Claude Code',
    file,
    signs: [file, env.CLAUDE_CONFIG_DIR || path.join(userHome, '.claude')],
    typed: true,
    reload: 'Start a new session of Claude Code; /mcp shows it.',
  };
}

/** Where Claude Code keeps the servers of one project; the file is usually committed. */
export function projectFile(folder: string, { platform }: Pick<Machine, 'platform'>): ClaudeFile {
  const path = platform === 'win32' ? win32 : posix;
  return {
    client: 'project',
    title: 'Claude Code, this project',
    file: path.join(folder, '.mcp.json'),
    signs: [folder],
    typed: true,
    reload: 'Start a new session of Claude Code there and approve the server.',
  };
}
