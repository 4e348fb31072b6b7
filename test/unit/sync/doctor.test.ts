import { diagnose, printDiagnosis, refuse } from '../../../shared/sync/doctor.ts';
import type { Check, Verdict } from '../../../shared/sync/preflight.ts';

const clock = { now: () => 0, sleep: async () => undefined };
const fine: Check = { name: 'tables', hint: 'look at tables', run: async () => undefined };
const broken: Check = {
  name: 'queue',
  hint: 'look at queue',
  run: async () => {
    throw new Error('gone');
  },
};
const unseen: Check = {
  name: 'permission:x:y:z',
  hint: 'look at the role',
  run: async (): Promise<Verdict> => ({ state: 'not known', detail: 'no read shows it' }),
};

describe('the doctor', () => {
  it('is content with what is fine and with what cannot be seen', async () => {
    expect(await diagnose([fine, unseen], clock)).toMatchObject({ ok: true, checks: [{ check: 'settings' }, {}, {}] });
  });

  it('is not content when one end fails, and prints one line for each question with what to do', async () => {
    const diagnosis = await diagnose([fine, broken, unseen], clock);

    expect(diagnosis.ok).toBe(false);
    expect(printDiagnosis(diagnosis).split('\n')).toEqual([
      'ok         settings          valid',
      'ok         tables            fine',
      'failed     queue             gone - look at queue',
      'not known  permission:x:y:z  no read shows it - look at the role',
      '',
      '2 ok, 1 failed, 1 not known',
    ]);
  });

  it('says of every refused setting what is allowed', () => {
    const diagnosis = refuse([{ key: 'MODE', message: 'is not allowed', value: 'wet', allowed: 'live, dry, paused' }]);

    expect(diagnosis.ok).toBe(false);
    expect(printDiagnosis(diagnosis)).toBe(
      'failed     setting:MODE  is not allowed; given wet - allowed: live, dry, paused\n\n0 ok, 1 failed, 0 not known',
    );
  });
});
