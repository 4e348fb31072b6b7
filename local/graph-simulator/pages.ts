import type { GraphRequest, Simulator } from './exchange.ts';

/** A page before anything goes wrong with it. */
export interface PageDraft {
  readonly context: string;
  readonly items: readonly Readonly<Record<string, unknown>>[];
  /** Exactly one of the two for a delta page; a list ends without any. */
  readonly nextLink: string | undefined;
  readonly deltaLink: string | undefined;
  /** A fresh link to this very page. */
  readonly sameAgain: string;
}

/** Turns a page into the body that is sent, with the fault of the request worked in. */
export function pageBody(simulator: Simulator, request: GraphRequest, draft: PageDraft): Record<string, unknown> {
  const { fault } = request;
  let items = [...draft.items];
  let { nextLink, deltaLink } = draft;
  switch (fault?.kind) {
    case 'empty-page':
      items = [];
      nextLink = draft.sameAgain;
      deltaLink = undefined;
      break;
    case 'repeated-items':
      items = [...items, ...items];
      break;
    case 'same-url':
      nextLink = `${request.origin}${request.url}`;
      deltaLink = undefined;
      break;
    case 'both-links':
      nextLink ??= draft.sameAgain;
      deltaLink ??= draft.sameAgain;
      break;
    case 'no-link':
      nextLink = undefined;
      deltaLink = undefined;
      break;
    case 'foreign-link':
      nextLink = nextLink?.replace(request.origin, fault.origin);
      deltaLink = deltaLink?.replace(request.origin, fault.origin);
      break;
    case 'item-without-id':
      items = items.map((item, index) => (index === 0 ? without(item, 'id') : item));
      if (items.length === 0) items = [{ displayName: 'Nobody' }];
      break;
    default:
      break;
  }
  if (simulator.switches.shuffleItems || fault?.kind === 'shuffled-items') items = shuffle(items, simulator.random);
  return {
    '@odata.context': draft.context,
    ...(nextLink === undefined ? {} : { '@odata.nextLink': nextLink }),
    ...(deltaLink === undefined ? {} : { '@odata.deltaLink': deltaLink }),
    ...(fault?.kind === 'no-value' ? {} : { value: items }),
  };
}

/** A copy in random order. */
export function shuffle<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ item }) => item);
}

function without(item: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).filter(([key]) => key !== name));
}
