import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Ends a command with a message for people and exit code 2: it was called wrongly, or a file is not there. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The words of a command line. @throws UsageError for one that the command does not know */
export function readArguments<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // The rest is advice on how to pass such a word all the same, which no command here takes.
    throw new UsageError(message.split('. To specify a positional argument')[0] ?? message);
  }
}

/** As `readArguments` for a script: `--help` prints how it is called and ends it with 0, a word that it does not know with 2. */
export function readOrExit<T extends ParseArgsConfig>(usage: string, config: T): ReturnType<typeof parseArgs<T>> {
  if (process.argv.slice(2).includes('--help')) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  try {
    return readArguments(config);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}\n`);
    process.exit(2);
  }
}
