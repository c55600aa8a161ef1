import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/**
 * What a command reads from its environment, with `NAME_FILE` for secrets in files. Commands do not load the whole
 * application's configuration: a migration has no business with sign-in keys.
 * @throws one error that lists every problem
 */
export function environmentOf<S extends z.ZodObject>(schema: S, env: NodeJS.ProcessEnv = process.env): z.infer<S> {
  const values: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const file = env[`${name}_FILE`];
    const value = env[name] || (file ? readFileSync(file, 'utf8').trim() : undefined);
    if (value !== undefined) values[name] = value;
  }
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  throw new Error(result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('\n'));
}
