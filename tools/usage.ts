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
