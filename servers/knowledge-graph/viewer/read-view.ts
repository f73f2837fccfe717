import type { GraphDomain } from '../deps.ts';
import { FORMATS } from '../export/formats.ts';
import { type ExportedEntity, type ExportedFact, entitiesIn, factsIn } from '../export/records.ts';
import { type ExportFilter, select } from '../export/select.ts';
import type { ViewData } from './view-data.ts';

/** The data of a page, as large as a page can show. @throws IzaError NOT_FOUND, CONFLICT (find-entity.ts) */
export async function viewData(
  domain: Pick<GraphDomain, 'store' | 'clock'>,
  filter: ExportFilter,
): Promise<ViewData> {
  const { mostEntities = 0, mostFacts = 0, mostSources } = FORMATS.html;
  const limit = Math.min(filter.limit, mostEntities);
  const selection = await select(domain, { ...filter, limit });
  const entities: ExportedEntity[] = [];
  for await (const entity of entitiesIn(domain.store, selection)) entities.push(entity);
  const facts: ExportedFact[] = [];
  for await (const fact of factsIn(domain.store, selection, mostSources)) {
    if (facts.length >= mostFacts) break;
    facts.push(fact);
  }
  return { graph: filter.graph, entities, facts };
}
