import { type DeltaRow, describePerson } from './delta-item.ts';
import { readDeltaRequest, tokenUrl } from './delta-token.ts';
import { found, type GraphRequest, type Reply, type Simulator } from './exchange.ts';
import { pageBody } from './pages.ts';
import type { FeedToken } from './tokens.ts';

/** Answers one call of `GET /v1.0/users/delta`. */
export function answerUsersDelta(simulator: Simulator, request: GraphRequest): Reply {
  const round = readDeltaRequest(simulator, request);
  const isMinimal = /\breturn=minimal\b/i.test(request.headers.get('prefer') ?? '');
  const isFirstPage = !request.query.has('$skiptoken');
  const { pageSize, emptyFirstPage, repeatItems } = simulator.switches;
  const rows = isFirstPage && emptyFirstPage ? [] : readRows(simulator, round, isMinimal, pageSize + 1);
  const page = rows.slice(0, pageSize);
  const hasMore = rows.length > pageSize || (isFirstPage && emptyFirstPage);
  const issuedAt = simulator.now();
  const link = (token: FeedToken) => tokenUrl(simulator, request, { ...token, issuedAt });
  const lastSent = repeatItems && page.length > 1 ? page.at(-2) : page.at(-1);
  const position = lastSent?.key ?? round.position;
  const next = hasMore ? link({ ...round, kind: 'skip', position }) : undefined;
  const finished: FeedToken = {
    ...round,
    kind: 'delta',
    first: false,
    from: round.to,
    before: round.from,
    position: 0,
  };
  const columns = round.select.length === 0 ? '' : `(${round.select.join(',')})`;
  const body = pageBody(simulator, request, {
    context: `${request.origin}/v1.0/$metadata#users${columns}`,
    items: page.flatMap((row) => row.items),
    nextLink: next,
    deltaLink: hasMore ? undefined : link(finished),
    sameAgain: link({ ...round, kind: 'skip' }),
  });
  return found(body, isMinimal ? { 'Preference-Applied': 'return=minimal' } : {});
}

/** The rows of a round behind its position. In a first round people come in the order of their creation. */
function readRows(simulator: Simulator, round: FeedToken, isMinimal: boolean, limit: number): DeltaRow[] {
  const rows: DeltaRow[] = [];
  for (const person of simulator.directory.people) {
    if (round.first && person.createdSeq <= round.position) continue;
    const row = describePerson(person, round, isMinimal, simulator.switches);
    if (row === undefined || row.key <= round.position) continue;
    rows.push(row);
    if (round.first && rows.length === limit) return rows;
  }
  return rows.sort((left, right) => left.key - right.key).slice(0, limit);
}
