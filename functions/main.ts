import { app } from '@azure/functions';
import { endProcess, startProcess } from '../shared/runtime/start.ts';
import './apply-change.ts';
import './doctor.ts';
import './enumerate-changes.ts';
import './status.ts';

app.hook.appStart(() => {
  startProcess();
});
app.hook.appTerminate(endProcess);
