import { laneOf } from '../../../shared/bus/lane.ts';
import { parseWake, toWakeBody } from '../../../shared/bus/wake-message.ts';

const BODY = { v: 1, kind: 'user', objectId: 'user-1', why: 'due' };

describe('a wake message', () => {
  it('holds an object id and a reason and nothing else', () => {
    expect(toWakeBody({ kind: 'user', objectId: 'user-1', why: 'due', urgent: true })).toEqual(BODY);
  });

  it('is read from an object and from its JSON text', () => {
    const message = { kind: 'user', objectId: 'user-1', why: 'due' };

    expect(parseWake(BODY)).toEqual({ message });
    expect(parseWake(JSON.stringify(BODY))).toEqual({ message });
  });

  it.each([
    ['another version', { ...BODY, v: 2 }, 'v'],
    ['another kind', { ...BODY, kind: 'robot' }, 'kind'],
    ['no object', { ...BODY, objectId: '' }, 'objectId'],
    ['text that is no JSON', 'hello jane@example.com', 'body'],
    ['nothing', undefined, 'body'],
  ])('is refused with %s, naming the member and not its content', (_, body, member) => {
    expect(parseWake(body)).toEqual({ refused: `not a wake message: ${member}` });
  });

  it('cuts a reason that is too long instead of failing the wake', () => {
    const { why } = toWakeBody({ kind: 'user', objectId: 'user-1', why: 'x'.repeat(500), urgent: false });

    expect(why).toHaveLength(200);
  });
});

describe('lanes', () => {
  it('always give one record the same lane and use all lanes', () => {
    const lanes = Array.from({ length: 200 }, (_, number) => laneOf(`user-${number}`, 4));

    expect(laneOf('user-1', 4)).toBe(lanes[1]);
    expect([...new Set(lanes)].sort()).toEqual(['lane-0', 'lane-1', 'lane-2', 'lane-3']);
  });
});
