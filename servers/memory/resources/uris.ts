/** The documents of this server. Keys of scopes and ids may hold any character: they are percent-encoded. */
export const PROFILE = 'memory://profile';
export const CHANGES = 'memory://changes';

export function scopeUri(scope: string): string {
  return `memory://scope/${encodeURIComponent(scope)}`;
}

export function itemUri(id: string): string {
  return `memory://item/${encodeURIComponent(id)}`;
}
