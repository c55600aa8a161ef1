import { scimFilter, ScimError, scimValue } from './scim-error';

type Library = typeof import('scimmy');

let loading: Promise<Library> | undefined;

/** Loaded with the first request of a directory: an installation without one does not pay for it. */
export const scimLibrary = (): Promise<Library> => (loading ??= import('scimmy'));

/** What the library objects to, as an error of ours. */
export async function asScim<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ScimError || !(error instanceof Error)) throw error;
    const { status, scimType } = error as { status?: unknown; scimType?: unknown };
    if (typeof status === 'number')
      throw new ScimError(status, typeof scimType === 'string' ? scimType : null, error.message);
    throw error instanceof TypeError ? scimValue(error.message) : error;
  }
}

const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'lt', 'ge', 'le', 'pr', 'and', 'or', 'not'];
const LITERALS = ['true', 'false', 'null'];
const LONGEST = 2_000;

/**
 * Lets an expression through only if each of its words is an operator, a literal or one of `attributes`. The library
 * makes objects out of attribute names: one that every object has already (`constructor`, `__proto__`) would change
 * the whole process.
 */
export function assertWords(expression: string, attributes: readonly string[]): void {
  // Without backslashes it is plain where a quoted value ends.
  if (expression.length > LONGEST || expression.includes('\\'))
    throw scimFilter('The filter is too long, or has backslashes.');
  const words = expression.replace(/"[^"]*"/g, ' "" ').match(/[^\s()[\]]+/g) ?? [];
  const known = new Set([...OPERATORS, ...LITERALS, '""', ...attributes.map((name) => name.toLowerCase())]);
  const unknown = words.find((word) => !known.has(word.toLowerCase()));
  if (unknown !== undefined)
    throw scimFilter(`The filter has a word that cannot be used in it: ${unknown.slice(0, 100)}`);
  // The library reads what was cut off as far as it goes, and so finds others than were meant.
  const last = words.at(-1)?.toLowerCase() ?? '';
  if (last !== 'pr' && OPERATORS.includes(last)) throw scimFilter('The filter is not complete.');
}
