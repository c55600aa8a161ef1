import type { FastifyReply, FastifyRequest } from 'fastify';
import { Fields } from './fields';
import type { Address } from './practice';
import { parseId } from './snowflake';

/** max_id, since_id and min_id of a list, as SQL after the parameters that a query already has. */
export interface Page {
  /** ` AND … ORDER BY … LIMIT …` */
  sql: string;
  params: unknown[];
  /** Newest first, however the rows were read. */
  inOrder<T>(rows: T[]): T[];
}

export function readPage(request: FastifyRequest, column: string, used: number, fallback: number, most: number): Page {
  const query = new Fields(request.query);
  const params: unknown[] = [];
  let conditions = '';
  const compare = (name: string, operator: string): boolean => {
    const id = parseId(query.text(name));
    if (!id) return false;
    params.push(id);
    conditions += ` AND ${column} ${operator} $${used + params.length}`;
    return true;
  };
  compare('max_id', '<');
  // min_id asks for the page right after it, since_id for the newest page that ends above it
  const ascending = compare('min_id', '>');
  if (!ascending) compare('since_id', '>');
  const limit = query.limit(fallback, most);
  return {
    sql: `${conditions} ORDER BY ${column} ${ascending ? 'ASC' : 'DESC'} LIMIT ${limit}`,
    params,
    inOrder: (rows) => (ascending ? [...rows].reverse() : rows),
  };
}

/** Link header with the pages before and after, for rows that are newest first. */
export function linkPages(
  request: FastifyRequest,
  reply: FastifyReply,
  address: Address,
  ids: readonly string[],
): void {
  const [newest] = ids;
  const oldest = ids.at(-1);
  if (!newest || !oldest) return;
  const url = new URL(request.url, address.origin);
  for (const name of ['max_id', 'min_id', 'since_id', 'access_token']) url.searchParams.delete(name);
  const at = (name: string, id: string): string => {
    const page = new URL(url);
    page.searchParams.set(name, id);
    return page.toString();
  };
  reply.header('Link', `<${at('max_id', oldest)}>; rel="next", <${at('min_id', newest)}>; rel="prev"`);
}
