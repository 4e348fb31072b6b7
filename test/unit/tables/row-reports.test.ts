import { unreadableRow } from '../../../shared/tables/row-failures.ts';
import { createRowReports } from '../../../shared/tables/row-reports.ts';

it('a damaged row is reported once an hour, each row by itself', () => {
  const time = { now: 1_800_000_000_000 };
  const told: string[] = [];
  const report = createRowReports({ now: () => time.now }, (row) => told.push(row));
  const error = unreadableRow('u|p1', 'broken');
  report('u|p1', error);
  report('u|p1', error);
  report('u|p2', error);
  expect(told).toEqual(['u|p1', 'u|p2']);
  time.now += 3_600_000;
  report('u|p1', error);
  expect(told).toEqual(['u|p1', 'u|p2', 'u|p1']);
});
