import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A package made by the command itself, and the folder it was unpacked into. */
export interface Made {
  readonly zip: string;
  readonly app: string;
}

/** Makes `NAME.zip` and the folder NAME in `folder`; `env` is added to this process's own, `more` to the arguments. */
export async function makePackage(
  folder: string,
  name: string,
  env: Readonly<Record<string, string>> = {},
  more: readonly string[] = [],
): Promise<Made> {
  const [zip, app] = [join(folder, `${name}.zip`), join(folder, name)];
  await run(process.execPath, [resolve('scripts/package.ts'), '--out', zip, '--unpack', app, ...more], {
    // Another place to stand, so that nothing can depend on it.
    cwd: folder,
    env: { ...process.env, ...env },
  });
  return { zip, app };
}
