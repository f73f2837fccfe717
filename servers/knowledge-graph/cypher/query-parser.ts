import type { IParserConfig, ParserMethod } from 'chevrotain';
import type {
  Clause,
  EdgePattern,
  Expression,
  NodePattern,
  PatternPart,
  Projection,
  ProjectionItem,
  Query,
} from './ast.ts';
import { ExpressionParser } from './expression-parser.ts';
import * as t from './tokens.ts';
import { nameIn } from './unquote.ts';

/** Clauses and patterns. */
export class QueryParser extends ExpressionParser {
  /** The text that is read, for the names of columns. */
  source = '';
  #unnamed = 0;

  constructor(config: IParserConfig) {
    super(config);
    this.performSelfAnalysis();
  }

  query: ParserMethod<[], Query> = this.RULE('query', (): Query => {
    const clauses: Clause[] = [];
    this.MANY(() => {
      clauses.push(
        this.OR([
          { ALT: (): Clause => this.SUBRULE(this.match) },
          { ALT: (): Clause => this.SUBRULE(this.unwind) },
          { ALT: (): Clause => this.SUBRULE(this.with) },
        ]),
      );
    });
    this.CONSUME(t.Return);
    const result = this.SUBRULE(this.projection);
    this.OPTION(() => this.CONSUME(t.Semicolon));
    return { clauses, result };
  });

  match: ParserMethod<[], Clause> = this.RULE('match', (): Clause => {
    const parts: PatternPart[] = [];
    const optional = this.OPTION(() => this.CONSUME(t.Optional)) !== undefined;
    this.CONSUME(t.Match);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => parts.push(this.SUBRULE(this.part)) });
    const where = this.OPTION2(() => this.SUBRULE(this.where));
    return { kind: 'match', optional, parts, where };
  });

  where: ParserMethod<[], Expression> = this.RULE('where', (): Expression => {
    this.CONSUME(t.Where);
    return this.SUBRULE(this.expression);
  });

  unwind: ParserMethod<[], Clause> = this.RULE('unwind', (): Clause => {
    this.CONSUME(t.Unwind);
    const list = this.SUBRULE(this.expression);
    this.CONSUME(t.As);
    return { kind: 'unwind', list, as: nameIn(this.CONSUME(t.Variable).image) };
  });

  with: ParserMethod<[], Clause> = this.RULE('with', (): Clause => {
    this.CONSUME(t.With);
    const projection = this.SUBRULE(this.projection);
    const where = this.OPTION(() => this.SUBRULE(this.where));
    return { kind: 'with', projection, where };
  });

  projection: ParserMethod<[], Projection> = this.RULE('projection', (): Projection => {
    const items: ProjectionItem[] = [];
    const order: { by: Expression; descending: boolean }[] = [];
    let star = false;
    const distinct = this.OPTION(() => this.CONSUME(t.Distinct)) !== undefined;
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Star);
          star = true;
          this.MANY(() => {
            this.CONSUME(t.Comma);
            items.push(this.SUBRULE(this.item));
          });
        },
      },
      {
        ALT: () => {
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => items.push(this.SUBRULE2(this.item)) });
        },
      },
    ]);
    this.OPTION2(() => {
      this.CONSUME(t.Order);
      this.CONSUME(t.By);
      this.AT_LEAST_ONE_SEP2({ SEP: t.Comma, DEF: () => order.push(this.SUBRULE(this.sortKey)) });
    });
    const skip = this.OPTION3(() => {
      this.CONSUME(t.Skip);
      return this.SUBRULE(this.expression);
    });
    const limit = this.OPTION4(() => {
      this.CONSUME(t.Limit);
      return this.SUBRULE2(this.expression);
    });
    return { distinct, star, items, order, skip, limit };
  });

  item: ParserMethod<[], ProjectionItem> = this.RULE('item', (): ProjectionItem => {
    const from = this.LA(1).startOffset;
    const expression = this.SUBRULE(this.expression);
    const to = this.LA(0).endOffset ?? from;
    const name = this.OPTION(() => {
      this.CONSUME(t.As);
      return nameIn(this.CONSUME(t.Variable).image);
    });
    const own = expression.kind === 'variable' ? expression.name : this.source.slice(from, to + 1);
    return { expression, name: name ?? own };
  });

  sortKey: ParserMethod<[], { by: Expression; descending: boolean }> = this.RULE(
    'sortKey',
    (): { by: Expression; descending: boolean } => {
      const by = this.SUBRULE(this.expression);
      let descending = false;
      this.OPTION(() => {
        this.OR([
          { ALT: () => this.CONSUME(t.Ascending) },
          {
            ALT: () => {
              this.CONSUME(t.Descending);
              descending = true;
            },
          },
        ]);
      });
      return { by, descending };
    },
  );

  part: ParserMethod<[], PatternPart> = this.RULE('part', (): PatternPart => {
    const path = this.OPTION(() => {
      const token = this.CONSUME(t.Variable);
      this.CONSUME(t.Equal);
      return nameIn(token.image);
    });
    const chain = this.OR([
      {
        ALT: () => {
          this.CONSUME(t.ShortestPath);
          this.CONSUME(t.Open);
          const inner = this.SUBRULE(this.chain);
          this.CONSUME(t.Close);
          return { ...inner, shortest: true };
        },
      },
      { ALT: () => ({ ...this.SUBRULE2(this.chain), shortest: false }) },
    ]);
    return { path, ...chain };
  });

  chain: ParserMethod<[], Pick<PatternPart, 'nodes' | 'edges'>> = this.RULE(
    'chain',
    (): Pick<PatternPart, 'nodes' | 'edges'> => {
      const nodes = [this.SUBRULE(this.node)];
      const edges: EdgePattern[] = [];
      this.MANY(() => {
        edges.push(this.SUBRULE(this.edge));
        nodes.push(this.SUBRULE2(this.node));
      });
      return { nodes, edges };
    },
  );

  node: ParserMethod<[], NodePattern> = this.RULE('node', (): NodePattern => {
    this.CONSUME(t.Open);
    const variable = this.OPTION(() => nameIn(this.CONSUME(t.Variable).image)) ?? this.unnamed();
    const labels = this.OPTION2(() => this.SUBRULE(this.labels)) ?? [];
    const properties = this.OPTION3(() => this.SUBRULE(this.map)) ?? [];
    this.CONSUME(t.Close);
    return { variable, labels, properties };
  });

  edge: ParserMethod<[], EdgePattern> = this.RULE('edge', (): EdgePattern => {
    const at = this.LA(1).startOffset;
    const left = this.OPTION(() => this.CONSUME(t.Less)) !== undefined;
    this.CONSUME(t.Minus);
    const inner = this.OPTION2(() => this.SUBRULE(this.edgeDetail));
    this.CONSUME2(t.Minus);
    const right = this.OPTION3(() => this.CONSUME(t.Greater)) !== undefined;
    const direction = left === right ? 'both' : left ? 'in' : 'out';
    return { ...(inner ?? { variable: this.unnamed(), types: [], properties: [] }), direction, at };
  });

  edgeDetail: ParserMethod<[], Omit<EdgePattern, 'direction' | 'at'>> = this.RULE(
    'edgeDetail',
    (): Omit<EdgePattern, 'direction' | 'at'> => {
      this.CONSUME(t.OpenList);
      const variable = this.OPTION(() => nameIn(this.CONSUME(t.Variable).image)) ?? this.unnamed();
      const types =
        this.OPTION2(() => {
          this.CONSUME(t.Colon);
          return this.SUBRULE(this.alternatives);
        }) ?? [];
      const hops = this.OPTION3(() => this.SUBRULE(this.hops));
      const properties = this.OPTION4(() => this.SUBRULE(this.map)) ?? [];
      this.CONSUME(t.CloseList);
      return { variable, types, hops, properties };
    },
  );

  hops: ParserMethod<[], { min: number; max?: number | undefined }> = this.RULE(
    'hops',
    (): { min: number; max?: number | undefined } => {
      this.CONSUME(t.Star);
      const min = this.OPTION(() => Number(this.CONSUME(t.Whole).image));
      const open = this.OPTION2(() => {
        this.CONSUME(t.DotDot);
        return { max: this.OPTION3(() => Number(this.CONSUME2(t.Whole).image)) };
      });
      return { min: min ?? 1, max: open ? open.max : min };
    },
  );

  /** No query can write a name with a line break. */
  private unnamed(): string {
    this.#unnamed += 1;
    return `\n${this.#unnamed}`;
  }
}
