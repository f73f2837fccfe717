/** What the gateway remembers about the servers behind it, shared by all its processes. */
export interface ServerStore {
  /** Names of the servers that were disabled with manage_servers. */
  disabled(): Promise<ReadonlySet<string>>;
  /** Durable when it resolves. */
  setEnabled(server: string, enabled: boolean): Promise<void>;
  close(): Promise<void>;
}
