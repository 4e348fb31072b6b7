import { type Token, tokensOf } from './tokens.ts';
import { KqlError } from './value.ts';

/** Goes over the tokens of a query once, from left to right. */
export interface TokenReader {
  /** The token `ahead` places on; undefined at the end. */
  peek(ahead?: number): Token | undefined;
  /** True when the next token reads so. */
  sees(text: string): boolean;
  /** Takes the next token when it reads so. */
  takes(text: string): boolean;
  /** Takes the next token. @throws KqlError when it reads otherwise */
  needs(text: string): void;
  /** Takes the next token, which must be a name. @throws KqlError */
  name(): string;
  /** Takes the next token. @throws KqlError at the end */
  next(): Token;
  refuse(wanted: string): KqlError;
}

export function readTokens(query: string): TokenReader {
  const tokens = tokensOf(query);
  let at = 0;
  const peek = (ahead = 0): Token | undefined => tokens[at + ahead];
  const sees = (text: string): boolean => {
    const token = peek();
    return token !== undefined && token.kind !== 'literal' && token.text === text;
  };
  const refuse = (wanted: string): KqlError => {
    const token = peek();
    const found = token === undefined ? 'the end of the query' : `"${token.text}" at character ${token.at}`;
    return new KqlError(`${found} is not known here; allowed is ${wanted}`);
  };
  const takes = (text: string): boolean => {
    const taken = sees(text);
    if (taken) at += 1;
    return taken;
  };
  return {
    peek,
    sees,
    takes,
    refuse,
    needs(text) {
      if (!takes(text)) throw refuse(`"${text}"`);
    },
    name() {
      const token = peek();
      if (token?.kind !== 'name') throw refuse('a name');
      at += 1;
      return token.text;
    },
    next() {
      const token = peek();
      if (token === undefined) throw refuse('more');
      at += 1;
      return token;
    },
  };
}
