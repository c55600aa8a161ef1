import { isId } from '@divan/platform';
import { scimFilter } from './scim-error';
import { asScim, assertWords, scimLibrary } from './scim-library';

/** What a filter may ask for: the column, and how it is compared. */
export interface FilterColumn {
  sql: string;
  kind: 'text' | 'exact' | 'id' | 'boolean' | 'time' | 'member';
}
export type FilterColumns = Readonly<Record<string, FilterColumn>>;

type Comparison = readonly unknown[];

/**
 * A SCIM filter (RFC 7644 §3.4.2.2) as an SQL condition. Attributes are looked up in a closed list and values are bound
 * parameters: nothing of what the client wrote becomes SQL.
 */
export async function toCondition(
  filter: string | undefined,
  columns: FilterColumns,
  attributes: readonly string[],
): Promise<{ sql: string; params: unknown[] }> {
  if (filter === undefined) return { sql: 'true', params: [] };
  assertWords(filter, attributes);
  const { Types } = await scimLibrary();
  const parsed = await asScim(() => Promise.resolve([...new Types.Filter(filter)] as Record<string, unknown>[]));
  const params: unknown[] = [];
  const either = parsed.map((all) => {
    const comparisons = Object.entries(all).flatMap(([name, expression]) => flatten(name, expression));
    return comparisons.map(([name, comparison]) => compare(columnOf(columns, name), comparison, params)).join(' AND ');
  });
  if (either.some((one) => one === '')) throw scimFilter('The filter says nothing.');
  return { sql: `(${either.join(' OR ')})`, params };
}

function flatten(name: string, expression: unknown): [string, Comparison][] {
  if (!Array.isArray(expression)) {
    const inner = Object.entries(expression as Record<string, unknown>);
    return inner.flatMap(([child, value]) => flatten(`${name}.${child}`, value));
  }
  const nested = expression.every((one) => Array.isArray(one));
  return nested ? expression.map((one) => [name, one as Comparison]) : [[name, expression]];
}

function columnOf(columns: FilterColumns, name: string): FilterColumn {
  const plain = name.toLowerCase().replace(/^urn:ietf:params:scim:schemas:core:2\.0:(user|group):/, '');
  const column = Object.hasOwn(columns, plain) ? columns[plain] : undefined;
  if (!column) throw scimFilter(`It is not possible to filter by ${name.slice(0, 100)}.`);
  return column;
}

const ORDER: Record<string, string> = { gt: '>', ge: '>=', lt: '<', le: '<=' };
const PATTERN: Record<string, (text: string) => string> = {
  co: (text) => `%${text}%`,
  sw: (text) => `${text}%`,
  ew: (text) => `%${text}`,
};

function compare(column: FilterColumn, comparison: Comparison, params: unknown[]): string {
  const negated = comparison[0] === 'not';
  const [operator, value] = (negated ? comparison.slice(1) : comparison) as [string, unknown];
  const condition = conditionOf(column, operator, value, params);
  return negated ? `NOT coalesce((${condition}), false)` : condition;
}

function conditionOf(column: FilterColumn, operator: string, value: unknown, params: unknown[]): string {
  if (operator === 'pr')
    return column.kind === 'member' ? column.sql.replace('$$', 'm.member_id') : `${column.sql} IS NOT NULL`;
  if (operator === 'ne') return `NOT coalesce((${conditionOf(column, 'eq', value, params)}), false)`;
  if (value === null && operator === 'eq') return `${column.sql} IS NULL`;
  const bind = (bound: unknown): string => `$${params.push(bound)}`;
  if (column.kind === 'time') return ordered(column.sql, operator, bind(timeOf(value)));
  if (operator === 'eq') return equal(column, value, bind);
  const pattern = PATTERN[operator];
  if (!pattern || typeof value !== 'string' || !['text', 'exact'].includes(column.kind))
    throw scimFilter(`The operator ${operator} cannot be used here.`);
  const escaped = value.replace(/[\\%_]/g, (sign) => `\\${sign}`);
  return `${column.sql} ${column.kind === 'text' ? 'ILIKE' : 'LIKE'} ${bind(pattern(escaped))}`;
}

function equal({ sql, kind }: FilterColumn, value: unknown, bind: (value: unknown) => string): string {
  // Entra ID writes "False".
  if (kind === 'boolean') return `${sql} = ${bind(/^true$/i.test(String(value)))}`;
  if (kind === 'text') return `lower(${sql}) = lower(${bind(String(value))})`;
  if (kind === 'exact') return `${sql} = ${bind(String(value))}`;
  if (!isId(String(value))) return 'false';
  return kind === 'member'
    ? sql.replace('$$', `${bind(String(value))}::uuid`)
    : `${sql} = ${bind(String(value))}::uuid`;
}

function ordered(sql: string, operator: string, bound: string): string {
  const sign = operator === 'eq' ? '=' : ORDER[operator];
  if (!sign) throw scimFilter(`The operator ${operator} cannot be used with times.`);
  return `${sql} ${sign} ${bound}::timestamptz`;
}

function timeOf(value: unknown): Date {
  const time = new Date(String(value));
  if (Number.isNaN(time.getTime())) throw scimFilter('A time cannot be read.');
  return time;
}
