import type { PendingPaths } from './pending-paths';
import type { paths } from './schema';

/** `/conversations/{id}/messages` as it is called: `/conversations/${string}/messages`. */
type Filled<Path extends string> = Path extends `${infer Start}{${string}}${infer End}`
  ? `${Start}${string}${Filled<End>}`
  : Path;

type Method = 'get' | 'post' | 'patch' | 'delete';

/** Those of a document's paths that have this method, without the version in front. */
type PathsOf<Document, M extends Method> = {
  [Path in keyof Document & `/v1/${string}`]: Document[Path] extends Partial<Record<M, unknown>>
    ? [NonNullable<Document[Path][M]>] extends [never]
      ? never
      : Path extends `/v1${infer Rest}`
        ? Filled<Rest>
        : never
    : never;
}[keyof Document & `/v1/${string}`];

/** Every path of the API's document that has this method. */
export type ApiPath<M extends Method> = PathsOf<paths, M> | PathsOf<PendingPaths, M>;
