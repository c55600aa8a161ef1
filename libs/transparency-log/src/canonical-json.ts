/**
 * Canonical JSON (RFC 8785): one spelling for one value, so that a hash over it means the value.
 * Members that are undefined are left out; dates and others with `toJSON` are written as that says.
 * @throws on what JSON cannot carry: NaN, infinities, bigints, functions, lone surrogates
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return canonicalString(value);
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

// Lone surrogates: JSON.stringify escapes them, RFC 8785 section 3.2.2.2 wants an error. Most texts need no escaping at all.
const PLAIN = /^[ !#-[\]-\uffff]*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;
const BEYOND_ASCII = /[\u0080-\uffff]/;

function canonicalString(text: string): string {
  if (BEYOND_ASCII.test(text) && LONE_SURROGATE.test(text))
    throw new Error('canonical JSON cannot hold a lone surrogate');
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

function canonicalObject(value: object): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = value as Record<string, unknown>;
  if (typeof members['toJSON'] === 'function') return canonicalJson((value as { toJSON(): unknown }).toJSON());
  let text = '{';
  // The default order compares UTF-16 code units, which is what section 3.2.3 asks for.
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member === undefined) continue;
    text += `${text === '{' ? '' : ','}${canonicalString(key)}:${canonicalJson(member)}`;
  }
  return `${text}}`;
}
