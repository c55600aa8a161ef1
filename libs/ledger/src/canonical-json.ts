const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Canonical JSON (RFC 8785): one spelling for one value, so that a hash over it means the value.
 * Members that are undefined are left out; dates and others with `toJSON` are written as that says.
 * @throws on what JSON cannot carry: NaN, infinities, bigints, functions, lone surrogates
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      // JSON.stringify would escape a lone surrogate; RFC 8785 section 3.2.2.2 wants an error.
      if (LONE_SURROGATE.test(value)) throw new Error('canonical JSON cannot hold a lone surrogate');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`canonical JSON cannot hold ${value}`);
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : canonicalObject(value);
    default:
      throw new Error(`canonical JSON cannot hold a ${typeof value}`);
  }
}

function canonicalObject(value: object): string {
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonicalJson(value.toJSON());
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = value as Record<string, unknown>;
  let text = '';
  // The default order compares UTF-16 code units, which is what section 3.2.3 asks for.
  for (const key of Object.keys(members).sort()) {
    if (members[key] === undefined) continue;
    text += `${text === '' ? '' : ','}${canonicalJson(key)}:${canonicalJson(members[key])}`;
  }
  return `{${text}}`;
}
