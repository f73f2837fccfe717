/** Where hosts that show pages of servers (MCP Apps, SEP-1865) read the viewer. */
export const VIEWER_URI = 'ui://knowledge-graph/viewer';
