/** The environment as it is handed in: names to values. */
export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * Replaces `${VAR}` and `${VAR:-default}` as Claude Code does in `.mcp.json`
 * (https://code.claude.com/docs/en/mcp, "Environment variable expansion"). Values are not expanded again.
 * `missing` is called for each variable that is not set and has no default.
 */
export function expandVariables(text: string, env: Environment, missing: (name: string) => void): string {
  return text.replace(REFERENCE, (reference, name: string, fallback: string | undefined) => {
    const value = env[name] || fallback;
    if (value !== undefined) return value;
    if (env[name] !== undefined) return '';
    missing(name);
    return reference;
  });
}
