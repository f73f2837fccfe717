import { EmbeddedActionsParser, type IParserConfig, type IToken, type ParserMethod } from 'chevrotain';
import type { BinaryOperator, Each, Expression, Labels, PropertyMap } from './ast.ts';
import * as t from './tokens.ts';
import { nameIn, textIn } from './unquote.ts';

const COMPARISONS: Readonly<Record<string, BinaryOperator>> = {
  Equal: '=',
  Unequal: '<>',
  Less: '<',
  LessEqual: '<=',
  Greater: '>',
  GreaterEqual: '>=',
};
const QUANTIFIERS: ReadonlySet<string> = new Set(['any', 'all', 'none', 'single']);

/**
 * Expressions, from what binds least to what binds most. Chevrotain first runs every rule with stand-ins for tokens and
 * results, to learn the grammar: what looks into them is in ACTION.
 */
export class ExpressionParser extends EmbeddedActionsParser {
  constructor(config: IParserConfig) {
    super(t.TOKENS, config);
  }

  expression: ParserMethod<[], Expression> = this.RULE('expression', (): Expression => {
    let left = this.SUBRULE(this.exclusive);
    this.MANY(() => {
      this.CONSUME(t.Or);
      left = binary('or', left, this.SUBRULE2(this.exclusive));
    });
    return left;
  });

  exclusive: ParserMethod<[], Expression> = this.RULE('exclusive', (): Expression => {
    let left = this.SUBRULE(this.conjunction);
    this.MANY(() => {
      this.CONSUME(t.Xor);
      left = binary('xor', left, this.SUBRULE2(this.conjunction));
    });
    return left;
  });

  conjunction: ParserMethod<[], Expression> = this.RULE('conjunction', (): Expression => {
    let left = this.SUBRULE(this.negation);
    this.MANY(() => {
      this.CONSUME(t.And);
      left = binary('and', left, this.SUBRULE2(this.negation));
    });
    return left;
  });

  negation: ParserMethod<[], Expression> = this.RULE('negation', (): Expression => {
    let negated = false;
    this.MANY(() => {
      this.CONSUME(t.Not);
      negated = !negated;
    });
    const of = this.SUBRULE(this.comparison);
    return negated ? { kind: 'unary', operator: 'not', of } : of;
  });

  comparison: ParserMethod<[], Expression> = this.RULE('comparison', (): Expression => {
    const first = this.SUBRULE(this.predicate);
    let whole: Expression | undefined;
    let left = first;
    this.MANY(() => {
      const sign = this.OR([
        { ALT: () => this.CONSUME(t.Equal) },
        { ALT: () => this.CONSUME(t.Unequal) },
        { ALT: () => this.CONSUME(t.Less) },
        { ALT: () => this.CONSUME(t.LessEqual) },
        { ALT: () => this.CONSUME(t.Greater) },
        { ALT: () => this.CONSUME(t.GreaterEqual) },
      ]);
      const right = this.SUBRULE2(this.predicate);
      // 1 < x < 3 is 1 < x AND x < 3.
      const one = binary(COMPARISONS[sign.tokenType?.name] ?? '=', left, right);
      whole = whole ? binary('and', whole, one) : one;
      left = right;
    });
    return whole ?? first;
  });

  predicate: ParserMethod<[], Expression> = this.RULE('predicate', (): Expression => {
    let left = this.SUBRULE(this.sum);
    this.MANY(() => {
      left = this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Starts);
            this.CONSUME(t.With);
            return binary('starts with', left, this.SUBRULE2(this.sum));
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Ends);
            this.CONSUME2(t.With);
            return binary('ends with', left, this.SUBRULE3(this.sum));
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Contains);
            return binary('contains', left, this.SUBRULE4(this.sum));
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.In);
            return binary('in', left, this.SUBRULE5(this.sum));
          },
        },
        {
          ALT: (): Expression => {
            this.CONSUME(t.Is);
            const negated = this.OPTION(() => this.CONSUME(t.Not)) !== undefined;
            this.CONSUME(t.Null);
            return { kind: 'is null', of: left, negated };
          },
        },
      ]);
    });
    return left;
  });

  sum: ParserMethod<[], Expression> = this.RULE('sum', (): Expression => {
    let left = this.SUBRULE(this.product);
    this.MANY(() => {
      const sign = this.OR([
        { ALT: (): IToken => this.CONSUME(t.Plus) },
        { ALT: (): IToken => this.CONSUME(t.Minus) },
      ]);
      left = binary(sign.image === '+' ? '+' : '-', left, this.SUBRULE2(this.product));
    });
    return left;
  });

  product: ParserMethod<[], Expression> = this.RULE('product', (): Expression => {
    let left = this.SUBRULE(this.signed);
    this.MANY(() => {
      const sign = this.OR([
        { ALT: (): IToken => this.CONSUME(t.Star) },
        { ALT: (): IToken => this.CONSUME(t.Slash) },
        { ALT: (): IToken => this.CONSUME(t.Percent) },
      ]);
      left = binary(sign.image as '*' | '/' | '%', left, this.SUBRULE2(this.signed));
    });
    return left;
  });

  signed: ParserMethod<[], Expression> = this.RULE('signed', (): Expression => {
    let negative = false;
    this.MANY(() => {
      this.CONSUME(t.Minus);
      negative = !negative;
    });
    const of = this.SUBRULE(this.postfix);
    return negative ? { kind: 'unary', operator: '-', of } : of;
  });

  postfix: ParserMethod<[], Expression> = this.RULE('postfix', (): Expression => {
    let of = this.SUBRULE(this.atom);
    this.MANY(() => {
      of = this.OR([
        {
          ALT: (): Expression => {
            this.CONSUME(t.Dot);
            return { kind: 'property', of, name: this.SUBRULE(this.name) };
          },
        },
        {
          ALT: (): Expression => {
            this.CONSUME(t.OpenList);
            const index = this.SUBRULE(this.expression);
            this.CONSUME(t.CloseList);
            return { kind: 'index', of, index };
          },
        },
      ]);
    });
    const labels: string[][] = [];
    // Without bars, since one begins what a comprehension lists.
    this.MANY2(() => {
      this.CONSUME(t.Colon);
      labels.push([this.SUBRULE2(this.name)]);
    });
    return labels.length > 0 ? { kind: 'has label', of, labels } : of;
  });

  atom: ParserMethod<[], Expression> = this.RULE(
    'atom',
    (): Expression =>
      this.OR([
        { ALT: (): Expression => literal(textIn(this.CONSUME(t.Text).image)) },
        { ALT: (): Expression => literal(Number(this.CONSUME(t.Decimal).image)) },
        { ALT: (): Expression => literal(Number(this.CONSUME(t.Whole).image)) },
        { ALT: (): Expression => this.constant(this.CONSUME(t.True), true) },
        { ALT: (): Expression => this.constant(this.CONSUME(t.False), false) },
        { ALT: (): Expression => this.constant(this.CONSUME(t.Null), null) },
        {
          ALT: (): Expression => {
            const token = this.CONSUME(t.Parameter);
            return { kind: 'parameter', name: token.image.slice(1), at: token.startOffset };
          },
        },
        { GATE: () => this.LA(2).tokenType === t.Open, ALT: (): Expression => this.SUBRULE(this.call) },
        {
          ALT: (): Expression => {
            const token = this.CONSUME(t.Variable);
            return { kind: 'variable', name: nameIn(token.image), at: token.startOffset };
          },
        },
        {
          GATE: () => this.LA(3).tokenType === t.In,
          IGNORE_AMBIGUITIES: true,
          ALT: (): Expression => {
            this.CONSUME(t.OpenList);
            const each = this.SUBRULE(this.each);
            this.CONSUME(t.CloseList);
            return { ...each, how: 'list' };
          },
        },
        {
          ALT: (): Expression => {
            const items: Expression[] = [];
            this.CONSUME2(t.OpenList);
            this.MANY_SEP({ SEP: t.Comma, DEF: () => items.push(this.SUBRULE(this.expression)) });
            this.CONSUME2(t.CloseList);
            return { kind: 'list', items };
          },
        },
        { ALT: (): Expression => ({ kind: 'map', entries: this.SUBRULE(this.map) }) },
        {
          ALT: (): Expression => {
            this.CONSUME(t.Open);
            const inner = this.SUBRULE2(this.expression);
            this.CONSUME(t.Close);
            return inner;
          },
        },
      ]),
  );

  /** `x IN list WHERE … | …`. */
  each: ParserMethod<[], Each> = this.RULE('each', (): Each => {
    const variable = nameIn(this.CONSUME(t.Variable).image);
    this.CONSUME(t.In);
    const list = this.SUBRULE(this.expression);
    const where = this.OPTION(() => {
      this.CONSUME(t.Where);
      return this.SUBRULE2(this.expression);
    });
    const result = this.OPTION2(() => {
      this.CONSUME(t.Pipe);
      return this.SUBRULE3(this.expression);
    });
    return { kind: 'each', how: 'list', variable, list, where, result };
  });

  call: ParserMethod<[], Expression> = this.RULE('call', (): Expression => {
    const token = this.CONSUME(t.Variable);
    const name = token.image.toLowerCase();
    const args: Expression[] = [];
    let distinct = false;
    let star = false;
    let each: Each | undefined;
    this.CONSUME(t.Open);
    this.OR([
      {
        GATE: () => QUANTIFIERS.has(name),
        IGNORE_AMBIGUITIES: true,
        ALT: () => {
          each = this.SUBRULE(this.each);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Star);
          star = true;
        },
      },
      {
        ALT: () => {
          distinct = this.OPTION(() => this.CONSUME(t.Distinct)) !== undefined;
          this.MANY_SEP({ SEP: t.Comma, DEF: () => args.push(this.SUBRULE(this.expression)) });
        },
      },
    ]);
    this.CONSUME(t.Close);
    if (each) return { ...(each as Each), how: name as Each['how'] };
    return { kind: 'call', name, args, distinct, star, at: token.startOffset };
  });

  map: ParserMethod<[], PropertyMap> = this.RULE('map', (): PropertyMap => {
    const entries: [string, Expression][] = [];
    this.CONSUME(t.OpenMap);
    this.MANY_SEP({
      SEP: t.Comma,
      DEF: () => {
        const name = this.SUBRULE(this.name);
        this.CONSUME(t.Colon);
        entries.push([name, this.SUBRULE(this.expression)]);
      },
    });
    this.CONSUME(t.CloseMap);
    return entries;
  });

  labels: ParserMethod<[], Labels> = this.RULE('labels', (): Labels => {
    const labels: string[][] = [];
    this.AT_LEAST_ONE(() => {
      this.CONSUME(t.Colon);
      labels.push(this.SUBRULE(this.alternatives));
    });
    return labels;
  });

  /** Names parted by bars, where the later ones may repeat the colon. */
  alternatives: ParserMethod<[], string[]> = this.RULE('alternatives', (): string[] => {
    const names = [this.SUBRULE(this.name)];
    this.MANY(() => {
      this.CONSUME(t.Pipe);
      this.OPTION(() => this.CONSUME(t.Colon));
      names.push(this.SUBRULE2(this.name));
    });
    return names;
  });

  constant(_word: IToken, value: boolean | null): Expression {
    return literal(value);
  }

  name: ParserMethod<[], string> = this.RULE('name', (): string => nameIn(this.CONSUME(t.Name).image));
}

function binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  return { kind: 'binary', operator, left, right };
}

function literal(value: null | boolean | number | string): Expression {
  return { kind: 'literal', value };
}
