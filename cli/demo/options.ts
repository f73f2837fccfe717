export interface DemoOptions {
  /** The folder whose documents are read; those that Iza comes with when left out. */
  documents?: string;
  keep?: boolean;
  json?: boolean;
}
