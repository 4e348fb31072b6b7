import { ConnectorError } from '../domain/connector-error.ts';

/** Follows the links of one round. @throws ConnectorError `feed-repeats-link` when they lead in a circle */
export type LinkTrail = (link: string) => void;

/**
 * Knows a circle of any length, and keeps one link only (R. P. Brent's method): the link kept is replaced after 1, 2, 4, 8 ...
 * steps, so once it lies on the circle it is met again.
 */
export function createLinkTrail(what: string): LinkTrail {
  let kept: string | undefined;
  let steps = 0;
  let until = 1;
  return (link) => {
    if (link === kept) {
      throw new ConnectorError('feed-repeats-link', `the links of ${what} lead in a circle`, { kind: 'contract' });
    }
    steps += 1;
    if (steps < until) return;
    kept = link;
    steps = 0;
    until *= 2;
  };
}
