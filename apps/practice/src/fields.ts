/** Fields of a query, form, multipart or JSON body, read as leniently as Mastodon reads them. */
export class Fields {
  private readonly values: Record<string, unknown>;

  constructor(values: unknown) {
    this.values = typeof values === 'object' && values !== null ? (values as Record<string, unknown>) : {};
  }

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== null;
  }

  text(name: string): string | null {
    const value = this.values[name];
    if (typeof value === 'string') return value.replaceAll('\u0000', '');
    return typeof value === 'number' ? String(value) : null;
  }

  list(name: string): string[] {
    const value = this.values[name];
    const items = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
    return items.filter((item) => typeof item === 'string' || typeof item === 'number').map(String);
  }

  flag(name: string): boolean {
    const value = this.values[name];
    return value === true || value === 'true' || value === '1' || value === 1 || value === 'on';
  }

  limit(fallback: number, most: number): number {
    const value = Number(this.text('limit') ?? fallback);
    return Number.isInteger(value) && value > 0 ? Math.min(value, most) : fallback;
  }

  objects(name: string): Fields[] {
    const value = this.values[name];
    return Array.isArray(value) ? value.map((item) => new Fields(item)) : [];
  }

  file(name: string): UploadedFile | null {
    const value = this.values[name];
    return value instanceof UploadedFile ? value : null;
  }
}

export class UploadedFile {
  constructor(
    readonly bytes: Buffer,
    readonly name: string,
    readonly type: string,
  ) {}
}

/** `a=1&types[]=x&types[]=y`, as Rails writes it: a name ending in [] is a list. */
export function parseForm(text: string): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of new URLSearchParams(text)) addField(fields, name, value);
  return fields;
}

export function addField(fields: Record<string, unknown>, name: string, value: unknown): void {
  const list = /^(.+)\[\d*\]$/.exec(name)?.[1];
  if (!list) fields[name] = value;
  else if (Array.isArray(fields[list])) (fields[list] as unknown[]).push(value);
  else fields[list] = [value];
}
