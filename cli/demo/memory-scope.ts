/** Where the demo keeps what it remembers, apart from everything else. */
export const SCOPE = 'project:iza-demo';
