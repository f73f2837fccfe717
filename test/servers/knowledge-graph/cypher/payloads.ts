/** Statements that must never run: they write, administer, or reach out of the graph, plainly or in disguise. */
export interface Payload {
  statement: string;
  /** How it was disguised. */
  trick: string;
}

/** What payloads try to read: a page and a file, which say whether anybody came. */
export interface Canaries {
  url: string;
  file: string;
}

const WRITES = [
  'CREATE (n:Evil) RETURN n',
  'MERGE (n:Evil {x: 1}) RETURN n',
  'MATCH (n) SET n.evil = 1 RETURN n',
  'MATCH (n) SET n:Evil RETURN n',
  'MATCH (n) REMOVE n.name RETURN n',
  'MATCH (n) DELETE n',
  'MATCH (n) DETACH DELETE n',
  'MATCH (a), (b) CREATE (a)-[:EVIL]->(b)',
  'FOREACH (x IN [1] | CREATE (:Evil))',
  'UNWIND [1] AS x CREATE (:Evil {x: x})',
  'CREATE INDEX evil FOR (n:Evil) ON (n.x)',
  'DROP INDEX evil IF EXISTS',
  "CREATE USER evil SET PASSWORD 'evil-evil'",
];

const ESCAPES = ({ url, file }: Canaries): string[] => [
  `LOAD CSV FROM '${url}' AS x RETURN x`,
  `LOAD CSV WITH HEADERS FROM '${url}' AS x RETURN x`,
  `LOAD CSV FROM 'file://${file}' AS x RETURN x`,
  `CALL { LOAD CSV FROM '${url}' AS x RETURN x } RETURN x`,
  `RETURN COLLECT { LOAD CSV FROM '${url}' AS y RETURN y } AS x`,
  `RETURN [i IN [1] | COLLECT { LOAD CSV FROM '${url}' AS y RETURN y }] AS x`,
  `MATCH (n) WHERE EXISTS { LOAD CSV FROM '${url}' AS y RETURN y } RETURN n`,
  `MATCH (n) RETURN n UNION LOAD CSV FROM '${url}' AS n RETURN n`,
  `CALL apoc.load.json('${url}') YIELD value RETURN value`,
  `CALL apoc.load.xml('${url}') YIELD value RETURN value`,
  `CALL apoc.load.jsonArray('${url}') YIELD value RETURN value`,
  `CALL apoc.load.json('file://${file}') YIELD value RETURN value`,
  `CALL apoc.cypher.run("LOAD CSV FROM '${url}' AS x RETURN x", {}) YIELD value RETURN value`,
  `RETURN apoc.cypher.runFirstColumnSingle("LOAD CSV FROM '${url}' AS x RETURN x", {}) AS x`,
  `RETURN apoc.cypher.runFirstColumnMany("LOAD CSV FROM '${url}' AS x RETURN x", {}) AS x`,
  "CALL apoc.cypher.doIt('CREATE (:Evil)', {}) YIELD value RETURN value",
  "CALL apoc.when(true, 'CREATE (n:Evil) RETURN n', '') YIELD value RETURN value",
  "CALL apoc.create.node(['Evil'], {}) YIELD node RETURN node",
  "CALL apoc.periodic.iterate('RETURN 1 AS x', 'CREATE (:Evil)', {}) YIELD total RETURN total",
  "CALL db.createLabel('Evil')",
  'CALL dbms.listConfig() YIELD name, value RETURN name, value',
  "CALL dbms.killConnection('bolt-0')",
  'CALL db.clearQueryCaches()',
  'CALL { MATCH (n) DETACH DELETE n } IN TRANSACTIONS',
  "TERMINATE TRANSACTIONS 'neo4j-transaction-1'",
  'SHOW USERS',
  'SHOW SETTINGS',
  'USE system SHOW DATABASES',
];

const FULL_WIDTH = (text: string): string =>
  text.replace(/[A-Za-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
/** The first word that does it. */
const VERB =
  /CREATE|MERGE|SET|REMOVE|DETACH DELETE|DELETE|FOREACH|DROP|LOAD CSV|CALL|COLLECT|TERMINATE|SHOW|USE|apoc/;
const onVerb = (change: (verb: string) => string) => (statement: string) => statement.replace(VERB, change);

const TRICKS: Readonly<Record<string, (statement: string) => string>> = {
  plain: (statement) => statement,
  'lower case': (statement) => onVerb((verb) => verb.toLowerCase())(statement),
  'mixed case': onVerb((verb) =>
    [...verb].map((letter, index) => (index % 2 ? letter.toLowerCase() : letter.toUpperCase())).join(''),
  ),
  'after a comment': (statement) => `/* MATCH (n) RETURN n */ // reads\n${statement}`,
  'comment between': onVerb((verb) => verb.replace(' ', '/**/ /* */').concat('/* */')),
  'new lines': (statement) => statement.replaceAll(' ', '\r\n\t'),
  'escaped letter': onVerb((verb) => escaped(verb[0] ?? '') + verb.slice(1)),
  'escaped word': onVerb((verb) => [...verb].map(escaped).join('')),
  'full width': onVerb(FULL_WIDTH),
  'zero width': onVerb((verb) => `${verb[0]}\u200b${verb.slice(1)}`),
  'byte order mark': (statement) => `\ufeff${statement}`,
  'no-break space': (statement) => statement.replaceAll(' ', '\u00a0'),
  'after a semicolon': (statement) => `MATCH (n) RETURN n; ${statement}`,
  'after EXPLAIN': (statement) => `EXPLAIN ${statement}`,
  'after CYPHER': (statement) => `CYPHER runtime=slotted ${statement}`,
  'after a clause': (statement) => `MATCH (q) WITH q LIMIT 1 ${statement}`,
  'within CALL': (statement) => `CALL { ${statement} } RETURN 1`,
  'right to left': (statement) => `\u202e${statement}`,
};

const BY_HAND = ({ url }: Canaries): string[] => [
  '',
  ' ',
  ';',
  'RETURN',
  'MATCH (n)',
  'MATCH (n) RETURN n;;',
  'MATCH (n) RETURN n; RETURN 1',
  "MATCH (n {name: 'x'}) DETACH DELETE n //'}) RETURN n",
  "MATCH (n) WHERE n.name = '' OR 1=1 DELETE n //'",
  "MATCH (n) WHERE n.name = 'x\\' CREATE (:Evil) RETURN '",
  'MATCH (n) WHERE n.name = "x\\\\" CREATE (:Evil) RETURN "',
  "RETURN 'x' /* ' */ CREATE (:Evil)",
  "RETURN 'a\\u0027 CREATE (:Evil) RETURN 'b",
  'MATCH (n:`x`) CREATE (:`y`) RETURN n',
  'MATCH (n:`a``b`) SET n.x = 1 RETURN n',
  'RETURN `x` CREATE (:Evil)',
  'MATCH (n) RETURN n // \u2028CREATE (:Evil)\nDELETE n',
  'MATCH (n) RETURN n // \rCREATE (:Evil)',
  '/* /* */ CREATE (:Evil) /* */ */',
  '/*/ RETURN 1 /*/ CREATE (:Evil)',
  'MATCH (n) WITH n CALL (n) { SET n.x = 1 } RETURN n',
  'MATCH (n) RETURN n {.*, x: COUNT { CREATE (:Evil) }}',
  'MATCH (n) WHERE COUNT { (n)--() } > 0 RETURN n',
  'MATCH (n) RETURN [(n)-->(m) | m]',
  'MATCH (n) RETURN reduce(s = 0, x IN [1] | s + x)',
  'MATCH (n) RETURN CASE WHEN true THEN 1 ELSE 2 END',
  'MATCH (n) RETURN apoc.version()',
  `RETURN \`apoc\`.\`cypher\`.\`runFirstColumnSingle\`("LOAD CSV FROM '${url}' AS l RETURN l", {})`,
  `RETURN apoc . cypher /* */ . \\u0072unFirstColumnSingle("LOAD CSV FROM '${url}' AS l RETURN l", {})`,
  `RETURN apoc.util.sleep(100000)`,
  'RETURN randomUUID()',
  'RETURN datetime()',
  'RETURN file()',
  'RETURN linenumber()',
  'MATCH (n) USING INDEX n:Person(name) RETURN n',
  'MATCH (n:$(x)) RETURN n',
  'MATCH (n) RETURN n[$x](1)',
  'INSERT (:Evil)',
  'FINISH',
  'GRANT ALL ON DBMS TO evil',
  'ALTER CURRENT USER SET PASSWORD FROM "a" TO "b"',
  'START DATABASE neo4j',
  'STOP DATABASE neo4j',
  'DENY READ {*} ON GRAPH * TO PUBLIC',
  'PROFILE MATCH (n) SET n.x = 1',
  'MATCH (n) RETURN n NEXT CREATE (:Evil)',
  'MATCH (n)-[:a]->{1,3}(m) SET n.x = 1',
  'USING PERIODIC COMMIT 1 LOAD CSV FROM $x AS y CREATE (:Evil)',
  'MATCH (n) WHERE n.x =~ "(a+)+$" RETURN n',
  'MATCH p = allShortestPaths((a)-[*]-(b)) RETURN p',
  'MATCH (a)-[*]->(b) RETURN a',
  'MATCH (a)-[*1..1000000]->(b) RETURN a',
  'RETURN range(0, 1000000000)',
  'UNWIND range(1, 1000000000) AS x RETURN count(x)',
];

/** Every statement in every disguise that changes it, and those that were thought of one by one. */
export function payloads(canaries: Canaries): Payload[] {
  const made = [...WRITES, ...ESCAPES(canaries)].flatMap((plain) =>
    Object.entries(TRICKS).map(([trick, change]) => ({ statement: change(plain), trick })),
  );
  const all = [...made, ...BY_HAND(canaries).map((statement) => ({ statement, trick: 'by hand' }))];
  return [...new Map(all.map((one) => [one.statement, one])).values()];
}
