/** What the person said after `iza setup`. */
export interface SetupOptions {
  client: 'desktop' | 'code' | 'all';
  remove?: boolean;
  yes?: boolean;
  json?: boolean;
  name: string;
  project?: string;
}
