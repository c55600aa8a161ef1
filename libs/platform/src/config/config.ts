import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';

export interface ConfigSection<T> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
}

const sections = new Map<string, ConfigSection<unknown>>();

/**
 * Declares the environment variables that a feature reads. Call it once, at module level, in `<feature>.config.ts`.
 * @param shape an object schema whose keys are the variables' names
 */
export function configSection<S extends z.ZodObject>(name: string, schema: S): ConfigSection<z.infer<S>> {
  const section = { name, schema } as unknown as ConfigSection<z.infer<S>>;
  sections.set(name, section as ConfigSection<unknown>);
  return section;
}

export class ConfigError extends Error {
  constructor(readonly problems: string[]) {
    super(`The configuration has ${problems.length} problem(s):\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Reads `NAME_FILE` into `NAME`, as container platforms hand out secrets; an empty value counts as absent. */
function resolveFiles(env: NodeJS.ProcessEnv, problems: string[]): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [key, value] of Object.entries(env)) if (value !== undefined && value !== '') out[key] = value;
  for (const [key, path] of Object.entries(out)) {
    if (!key.endsWith('_FILE') || !/^(DATABASE|DIVAN|AUTH|LEDGER|ENCRYPTION|SMTP)_/.test(key)) continue;
    try {
      out[key.slice(0, -'_FILE'.length)] = readFileSync(path, 'utf8').trim();
    } catch {
      problems.push(`${key}: the file ${path} cannot be read`);
    }
  }
  return out;
}

/** The validated configuration of every loaded feature. The only reader of the environment. */
@Injectable()
export class Config {
  private readonly values = new Map<string, unknown>();

  constructor(env: NodeJS.ProcessEnv = process.env) {
    const problems: string[] = [];
    const resolved = resolveFiles(env, problems);
    for (const section of sections.values()) {
      const result = section.schema.safeParse(resolved);
      if (result.success) this.values.set(section.name, result.data);
      else for (const issue of result.error.issues) problems.push(`${issue.path.join('.')}: ${issue.message}`);
    }
    if (problems.length > 0) throw new ConfigError([...new Set(problems)]);
  }

  get<T>(section: ConfigSection<T>): T {
    const value = this.values.get(section.name);
    if (value === undefined) throw new Error(`The configuration section ${section.name} was declared too late.`);
    return value as T;
  }
}
