import { type Audit, addLine, emptyAudit, entityLine, factLine } from './audit.ts';
import type { Neo4j, Neo4jRow } from './neo4j-client.ts';
import type { FactEnds } from './neo4j-projected-facts.ts';
import { project } from './neo4j-projection.ts';
import { createSchema, neo4jNames, projectionSchema } from './neo4j-schema.ts';
import type { LoggedChange } from './store.ts';

/** A place where what is believed now is kept besides the store, change by change. */
export interface GraphCopy {
  /** The newest change that it has; 0 for none. */
  seq(): Promise<number>;
  /**
   * Takes changes that follow each other; those that it has already are passed over. One transaction.
   * @param facts what facts that they end have at their ends
   * @throws RangeError where one is missing before them
   */
  apply(changes: readonly LoggedChange[], facts: readonly FactEnds[]): Promise<void>;
  /** All that it holds, counted and summed up, to be compared with the store. */
  audit(): Promise<Audit>;
  /** Takes everything away, to be built anew. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Nodes looked through or taken away at a time. */
const BATCH = 2_000;

/** A copy in Neo4j as people query it (neo4j-projection.ts), which several processes may feed. Closes the client. */
export function createNeo4jCopy({ neo4j, space }: { neo4j: Neo4j; space?: string | undefined }): GraphCopy {
  const names = neo4jNames(space);
  const STATE = `(c:${names.copy} {name: 'copy'})`;
  let ready: Promise<void> | undefined;

  const prepare = (): Promise<void> => {
    ready ??= createSchema(neo4j, projectionSchema(names)).catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    return ready;
  };

  return {
    async seq() {
      const [state] = await neo4j.read((tx) => tx.run(`MATCH ${STATE} RETURN c.seq AS seq`));
      return Number(state?.seq ?? 0);
    },
    async apply(changes, facts) {
      await prepare();
      await neo4j.write(async (tx) => {
        // Writing it is what keeps others who feed it out.
        const [state] = await tx.run(`MERGE ${STATE} SET c.locked = true RETURN coalesce(c.seq, 0) AS seq`);
        const seq = Number(state?.seq ?? 0);
        const news = changes.filter((change) => change.seq > seq);
        const [next] = news;
        if (next && next.seq !== seq + 1)
          throw new RangeError(`Change ${next.seq} does not follow change ${seq}.`);
        await project(tx, names, news, new Map(facts.map((fact) => [fact.row, fact])));
      });
    },
    audit: () =>
      neo4j.read(async (tx) => {
        const [state] = await tx.run(`MATCH ${STATE} RETURN c.seq AS seq`);
        const audit = emptyAudit(Number(state?.seq ?? 0));
        for (let after = 0; ; ) {
          const nodes = await tx.run(
            `MATCH (n:${names.entity}) WHERE n.entity > $after WITH n ORDER BY n.entity LIMIT $limit
             RETURN properties(n) AS n,
               COLLECT { MATCH (n)-[r]->(o) WHERE r.row IS NOT NULL
                         RETURN [properties(r), o.entity, o.value] } AS facts
             ORDER BY n.entity`,
            { after, limit: BATCH },
          );
          for (const { n, facts } of nodes) {
            const node = n as Neo4jRow;
            after = Number(node.entity);
            if (typeof node.row === 'number') addLine(audit, 'entities', entityLine(node));
            for (const [fact, object, value] of facts as [Neo4jRow, number | null, unknown][]) {
              addLine(audit, 'facts', factLine(fact, after, object ?? undefined, value ?? undefined));
            }
          }
          if (nodes.length < BATCH) return audit;
        }
      }),
    async clear() {
      await neo4j.write((tx) => tx.run(`MATCH ${STATE} DELETE c`));
      for (const label of [names.value, names.entity]) {
        let gone = 1;
        while (gone > 0) {
          const [counted] = await neo4j.write((tx) =>
            tx.run(`MATCH (n:${label}) WITH n LIMIT $limit DETACH DELETE n RETURN count(*) AS n`, {
              limit: BATCH,
            }),
          );
          gone = Number(counted?.n ?? 0);
        }
      }
    },
    close: () => neo4j.close(),
  };
}
