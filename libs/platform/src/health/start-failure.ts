import { ConfigError } from '../config/config';

/**
 * For the `catch` of a process's `main`: says why it did not start and ends it.
 * Exit code 98 means that its port is taken; anything else is 1.
 */
export function startFailure(name: string): (error: unknown) => never {
  return (error) => {
    const reason =
      error instanceof ConfigError
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
    process.stderr.write(`The ${name} did not start.\n${reason}\n`);
    process.exit((error as { code?: string }).code === 'EADDRINUSE' ? 98 : 1);
  };
}
