/** Where the demo keeps what it remembers, apart from everything else. */
export const SCOPE = 'project:iza-demo';
/** And what it changes its mind about. */
export const CHANGES_SCOPE = 'project:iza-demo-changes';
