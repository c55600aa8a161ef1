import { AppError } from '../errors/app-error';

/** Nothing in the API nests half as deep; a thousand levels end the stack of whoever walks them. */
const MAX_DEPTH = 32;
// Half of these are good pairs: only a text that has one at all is looked at closely.
const SUSPICIOUS = /[\0\ud800-\udfff]/;

/**
 * What a client sent, as every store and every network can hold it: no NUL, and U+FFFD for half a surrogate pair. Changes
 * objects in place.
 * @throws AppError 400 for what nests too deep, and for names that every object has already
 */
export function toPlainInput(input: unknown, depth = 0): unknown {
  if (typeof input === 'string') return plain(input);
  if (typeof input !== 'object' || input === null) return input;
  if (depth === MAX_DEPTH)
    throw new AppError('platform.too_deep', 400, `The request nests more than ${MAX_DEPTH} levels.`);
  const fields = input as Record<string, unknown>;
  for (const [name, value] of Object.entries(fields)) {
    if (name in Object.prototype || plain(name) !== name) throw unknownField(name);
    fields[name] = toPlainInput(value, depth + 1);
  }
  return input;
}

function plain(text: string): string {
  return SUSPICIOUS.test(text) ? Buffer.from(text.replaceAll('\0', ''), 'utf8').toString('utf8') : text;
}

function unknownField(name: string): AppError {
  const pointer = `/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`;
  return new AppError('platform.invalid_request', 400, 'Some fields are not right.', {
    errors: [{ pointer, detail: 'should not exist', code: 'whitelistValidation' }],
  });
}
