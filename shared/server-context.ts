import type { Clock } from './clock.ts';
import type { Environment, Settings } from './config.ts';
import type { Durability } from './db/database.ts';
import type { Ids } from './ids.ts';
import type { Logger } from './log.ts';
import type { ToolCaller } from './mcp/tool-caller.ts';

/** The sections of the settings that belong to one part each, as they stand in the file; each part reads its own. */
export type SettingsSections = Pick<
  Settings,
  'file' | 'memory' | 'knowledgeGraph' | 'privacy' | 'embedding' | 'modelConfig'
>;

/** What every one of Iza's servers is made with. */
export interface ServerContext {
  /** The folder with all of Iza's data. */
  home: string;
  durability: Durability;
  clock: Clock;
  ids: Ids;
  log: Logger;
  version: string;
  /** The tools of the other servers, which a server can do without. */
  tools?: ToolCaller;
  /** The defaults where there are none. */
  settings?: SettingsSections;
  /** Where keys are read from; nowhere unless given. */
  env?: Environment;
}
