const TYPES = ['Person', 'Firm', 'Thing'];
const RELATIONS = ['knows', 'works_at', 'likes'];

/** Numbers below a bound, the same each time. Park and Miller, "Random number generators: good ones are hard to find". */
function randomOf(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % bound;
  };
}

/** Fourteen nodes with names that begin alike, some of them born. */
export function nodesOf(suffix: string) {
  const random = randomOf(7);
  return Array.from({ length: 14 }, (_, at) => ({
    at,
    name: `${'ABC'[at % 3]}${at}`,
    type: `${TYPES[random(3)]}_${suffix}`,
    born: random(3) === 0 ? null : 1980 + random(6),
  }));
}

/** Edges among them, with loops and several between the same two. */
export function edgesOf(nodes: number) {
  const random = randomOf(11);
  return Array.from({ length: 34 }, () => ({
    from: random(nodes),
    to: random(nodes),
    relation: RELATIONS[random(3)] ?? '',
    confidence: random(2) === 0 ? 0.5 : 1,
  }));
}

/** Queries whose nodes all hang on one with a type of this graph. */
export function queriesOf(suffix: string, count: number): string[] {
  const random = randomOf(23);
  const one = <T>(some: readonly T[]): T => some[random(some.length)] as T;
  const label = (): string => `:${one(TYPES)}_${suffix}`;
  const types = (): string => one(['', ':knows', ':likes', ':works_at', ':knows|likes']);
  const edge = (name: string, hops: string): string => {
    const inner = `[${name}${types()}${hops}]`;
    return one([`-${inner}->`, `<-${inner}-`, `-${inner}-`]);
  };
  const properties = (): string =>
    one(['', '', ` {born: ${1980 + random(6)}}`, ` {name: '${one(['A0', 'B1', 'C2', 'A3'])}'}`]);
  const condition = (): string =>
    one([
      'a.born > 1982',
      'NOT b.born <= 1983',
      'a.born = b.born OR b.born IS NULL',
      "b.name STARTS WITH 'A' XOR a.name ENDS WITH '1'",
      "a.name IN ['A0', 'B4', 'C5', null]",
      'NOT b.born IN [1980, null]',
      'a.name < b.name',
      'a <> b AND a.born + 1 >= b.born',
      '1980 < a.born < 1985',
      "b.name CONTAINS '1' AND coalesce(a.born, 0) % 2 = 0",
    ]);
  const result = (): string =>
    one([
      'a.name, b.name',
      'DISTINCT b.name',
      'count(*)',
      'a.name, count(DISTINCT b), min(b.born), max(b.name)',
      'a.born, count(b.born), sum(b.born)',
      'a.name AS x, b.name AS y ORDER BY x DESC, y SKIP 1 LIMIT 5',
      'b.born AS born, count(*) AS n ORDER BY n DESC, born',
      'a.born IS NULL, b.born > 1982, a.name = b.name',
      'toUpper(a.name) + toLower(b.name), size(b.name)',
    ]);
  const where = (): string =>
    one(['', ` WHERE ${condition()}`, ` WHERE ${condition()} AND (${condition()})`]);
  const shapes: (() => string)[] = [
    () => `MATCH (a${label()}${properties()})${edge('r', '')}(b${properties()})${where()} RETURN ${result()}`,
    () => `MATCH (a${label()})${edge('r', '')}(m)${edge('s', '')}(b)${where()} RETURN ${result()}`,
    () =>
      `MATCH (b)${edge('', one(['*2', '*1..2', '*0..2', '*..3']))}(a${label()}${properties()})${where()} RETURN ${result()}`,
    () => `MATCH (a${label()}), (b${label()})${where()} RETURN ${result()}`,
    () => `MATCH (a${label()})${edge('r', '')}(m), (m)${edge('s', '')}(b)${where()} RETURN ${result()}`,
    () =>
      `MATCH (a${label()}) OPTIONAL MATCH (a)${edge('r', '')}(b${one(['', label()])})${where()} RETURN ${result()}`,
    () =>
      `MATCH (a${label()})${edge('r', '')}(b) WITH a, b, count(r) AS times WHERE times > 0 RETURN ${result()}`,
    () =>
      `MATCH p = (a${label()})${edge('', '*1..2')}(b)${where()} RETURN length(p), [x IN nodes(p) | x.name], [x IN relationships(p) WHERE x.confidence < 1 | type(x)]`,
    () =>
      `MATCH (a${label()}), (b${label()}) WHERE a <> b MATCH p = shortestPath((a)${edge('', '*')}(b)) RETURN a.name, b.name, length(p)`,
    () => `MATCH (a${label()})${edge('r', '')}(a) RETURN a.name, type(r), r.confidence`,
    () =>
      `MATCH (a${label()})${edge('r', '')}(b) UNWIND [a.born, b.born] AS x RETURN x, count(*), any(y IN [1981, 1984] WHERE y = x)`,
  ];
  return Array.from({ length: count }, (_, index) => (shapes[index % shapes.length] as () => string)());
}
