import { openTiny } from '../../support/tiny-app/open.ts';

describe('what a function logs', () => {
  it('is a user line of the invocation logger, formatted, with the invocation id', async () => {
    const { host, lines } = await openTiny();

    await host.runTimer('tick');
    await host.stop();

    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'information',
        category: 'user',
        logger: 'tick.Invocation',
        message: 'tick { past: false }',
        invocationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      }),
    );
  });

  it('is preceded by a system warning that names the function once its handler has returned', async () => {
    const { host, seen, lines } = await openTiny();
    let late: (() => void) | undefined;
    seen.onTimer = (_timer, context) => {
      late = () => context.log('too late');
    };

    await host.runTimer('tick');
    late?.();
    await host.stop();

    const [warning, line] = lines.slice(-2);
    expect(warning).toMatchObject({ level: 'warning', category: 'system' });
    expect(warning?.message).toContain('Function name: tick.');
    expect(line).toMatchObject({ category: 'user', message: 'too late' });
  });

  it.each([
    ['a string', 'just text', 'just text'],
    ['a plain object', { code: 7 }, '{"code":7}'],
  ])('reaches the host as the message of the failure when %s is thrown', async (_what, thrown, message) => {
    const { host, seen } = await openTiny();
    seen.onTimer = () => {
      throw thrown;
    };

    await expect(host.runTimer('tick')).rejects.toThrow(message);
    await host.stop();
  });
});
