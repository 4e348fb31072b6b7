import type { Pattern, PatternMatch } from './compile-pattern.ts';

type Piece = string | ((text: string, match: PatternMatch) => string);

/** A compiled replacement: what stands in place of one match. */
export type Replacement = (text: string, match: PatternMatch) => string;

/** The text of a group, blank when it took no part; slot 0 is the whole match. */
export function groupText(text: string, match: PatternMatch, slot: number): string {
  const { start, end } = match.group(slot);
  return start < 0 ? '' : text.slice(start, end);
}

function lastGroup(text: string, match: PatternMatch, count: number): string {
  for (let slot = count; slot > 0; slot -= 1) if (match.group(slot).start >= 0) return groupText(text, match, slot);
  return groupText(text, match, 0);
}

const SUBSTITUTION = /\$(?:\{([\p{L}_][\p{L}\p{Nd}_]*|\d{1,9})\}|(\d{1,9})|([&$`'+_]))/gu;

function special(sign: string, pattern: Pattern): Piece {
  switch (sign) {
    case '$':
      return '$';
    case '&':
      return (text, match) => text.slice(match.start, match.end);
    case '`':
      return (text, match) => text.slice(0, match.start);
    case "'":
      return (text, match) => text.slice(match.end);
    case '_':
      return (text) => text;
    default:
      return (text, match) => lastGroup(text, match, pattern.groupCount);
  }
}

/**
 * Compiles the replacement of a .NET pattern: `${name}`, `${1}`, `$1`, `$&`, `$$`, and the text before, behind or around the match.
 * What names no group stays as it stands.
 */
export function compileReplacement(template: string, pattern: Pattern): Replacement {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of template.matchAll(SUBSTITUTION)) {
    const [whole, name, number, sign] = found;
    const slot = name ?? number;
    const known = slot === undefined ? undefined : pattern.slotOf(slot);
    if (sign === undefined && known === undefined) continue;
    pieces.push(template.slice(at, found.index));
    if (sign !== undefined) pieces.push(special(sign, pattern));
    else if (known !== undefined) pieces.push((text, match) => groupText(text, match, known));
    at = found.index + whole.length;
  }
  pieces.push(template.slice(at));
  return (text, match) => {
    let result = '';
    for (const piece of pieces) result += typeof piece === 'string' ? piece : piece(text, match);
    return result;
  };
}
