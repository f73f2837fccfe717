/** How a graph is searched: by words and names; also along chains; or by the times that the query names. */
export const SEARCH_MODES = ['fast', 'multihop', 'temporal'] as const;
export type SearchMode = (typeof SEARCH_MODES)[number];
