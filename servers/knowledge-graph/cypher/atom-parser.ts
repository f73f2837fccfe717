import { EmbeddedActionsParser, type IParserConfig, type IToken, type ParserMethod } from 'chevrotain';
import type { Each, Expression, Labels, PropertyMap } from './ast.ts';
import * as t from './tokens.ts';
import { nameIn, textIn } from './unquote.ts';

const QUANTIFIERS: ReadonlySet<string> = new Set(['any', 'all', 'none', 'single']);

/**
 * What operators join: literals, names, calls, lists, maps. Chevrotain first runs every rule with stand-ins for tokens
 * and results, to learn the grammar: what looks into them is in ACTION.
 */
export abstract class AtomParser extends EmbeddedActionsParser {
  abstract expression: ParserMethod<[], Expression>;

  constructor(config: IParserConfig) {
    super(t.TOKENS, config);
  }

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

function literal(value: null | boolean | number | string): Expression {
  return { kind: 'literal', value };
}
