import type { IToken, ParserMethod } from 'chevrotain';
import type { BinaryOperator, Expression } from './ast.ts';
import { AtomParser } from './atom-parser.ts';
import * as t from './tokens.ts';

const COMPARISONS: Readonly<Record<string, BinaryOperator>> = {
  Equal: '=',
  Unequal: '<>',
  Less: '<',
  LessEqual: '<=',
  Greater: '>',
  GreaterEqual: '>=',
};

/** Expressions, from what binds least to what binds most. */
export class ExpressionParser extends AtomParser {
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
}

function binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  return { kind: 'binary', operator, left, right };
}
